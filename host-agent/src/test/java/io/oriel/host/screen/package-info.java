@NullMarked
package io.oriel.host.screen;

import org.jspecify.annotations.NullMarked;
