@NullMarked
package io.oriel.host.sim;

import org.jspecify.annotations.NullMarked;
