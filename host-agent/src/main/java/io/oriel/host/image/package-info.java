/**
 * What a disk image is, read from its own bytes.
 *
 * <p>Called by the hosts before an image of a person becomes a disk. Pure: only {@code java.*}.
 */
@NullMarked
package io.oriel.host.image;

import org.jspecify.annotations.NullMarked;
