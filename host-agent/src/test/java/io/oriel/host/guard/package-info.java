@NullMarked
package io.oriel.host.guard;

import org.jspecify.annotations.NullMarked;
