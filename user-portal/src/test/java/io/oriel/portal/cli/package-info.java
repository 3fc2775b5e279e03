@NullMarked
package io.oriel.portal.cli;

import org.jspecify.annotations.NullMarked;
