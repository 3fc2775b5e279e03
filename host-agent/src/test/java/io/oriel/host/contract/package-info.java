/** One contract for every kind of host: what they do alike, and what is not offered by which. */
@NullMarked
package io.oriel.host.contract;

import org.jspecify.annotations.NullMarked;
