@NullMarked
package io.oriel.display.listen;

import org.jspecify.annotations.NullMarked;
