@NullMarked
package io.oriel.display.spice;

import org.jspecify.annotations.NullMarked;
