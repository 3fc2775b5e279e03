@NullMarked
package io.oriel.portal.desktop;

import org.jspecify.annotations.NullMarked;
