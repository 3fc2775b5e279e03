/**
 * The estate: what the control plane wants and what it has seen, as immutable values.
 *
 * <p>Pure: only {@code java.*} and {@code host.api}. Everything above may use it. {@link io.oriel.pool.estate.TendedVm}
 * holds the moves of a VM's state machine; a decision takes an {@link io.oriel.pool.estate.Estate} and an instant.
 */
@NullMarked
package io.oriel.pool.estate;

import org.jspecify.annotations.NullMarked;
