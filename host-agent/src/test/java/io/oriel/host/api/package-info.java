@NullMarked
package io.oriel.host.api;

import org.jspecify.annotations.NullMarked;
