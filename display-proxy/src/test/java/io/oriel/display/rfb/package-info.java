@NullMarked
package io.oriel.display.rfb;

import org.jspecify.annotations.NullMarked;
