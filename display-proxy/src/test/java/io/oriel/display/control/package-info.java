@NullMarked
package io.oriel.display.control;

import org.jspecify.annotations.NullMarked;
