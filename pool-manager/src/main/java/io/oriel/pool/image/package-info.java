/** Images from elsewhere: fetched by {@link io.oriel.pool.image.Download}, looked at before a host gets them. */
@NullMarked
package io.oriel.pool.image;

import org.jspecify.annotations.NullMarked;
