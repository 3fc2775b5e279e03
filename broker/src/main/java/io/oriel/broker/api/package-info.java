/**
 * {@code /api/v1}: plain JSON over {@code broker.operation}, errors by RFC 9457.
 *
 * <p>The acting person is the exchange attribute {@link Actor#ATTRIBUTE}, set by the security filter of whoever mounts these
 * controllers; without it every call is refused with 401.
 */
@NullMarked
package io.oriel.broker.api;

import org.jspecify.annotations.NullMarked;
