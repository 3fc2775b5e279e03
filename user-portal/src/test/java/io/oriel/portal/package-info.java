@NullMarked
package io.oriel.portal;

import org.jspecify.annotations.NullMarked;
