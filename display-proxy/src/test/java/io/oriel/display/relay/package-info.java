@NullMarked
package io.oriel.display.relay;

import org.jspecify.annotations.NullMarked;
