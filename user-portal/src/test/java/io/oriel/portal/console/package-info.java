@NullMarked
package io.oriel.portal.console;

import org.jspecify.annotations.NullMarked;
