/**
 * The difference between three accounts of the same things: the rows, what the hosts run, and what lies in the storage
 * domains. {@link io.oriel.pool.reality.Difference} is told all three and says what does not agree.
 *
 * <p>Pure. {@code pool.apply} looks, {@code pool.Reality} does what an admin decides.
 */
@NullMarked
package io.oriel.pool.reality;

import org.jspecify.annotations.NullMarked;
