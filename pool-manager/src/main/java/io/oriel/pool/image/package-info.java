/** Looks at image files before anything else touches them. */
@NullMarked
package io.oriel.pool.image;

import org.jspecify.annotations.NullMarked;
