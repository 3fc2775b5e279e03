/**
 * The reconcile loop of the leader, and one listener per host.
 *
 * <p>{@link io.oriel.pool.loop.ReconcileLoop} owns its thread; it is woken by a poke, by the earliest deadline, or by
 * time. Everything it knows of the hosts comes from {@code HostMonitor}, everything else from the rows.
 */
@NullMarked
package io.oriel.pool.loop;

import org.jspecify.annotations.NullMarked;
