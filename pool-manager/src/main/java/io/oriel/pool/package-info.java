/**
 * What the control plane above may do with the estate: pools and claims, VMs, templates, hosts.
 *
 * <p>{@link io.oriel.pool.PoolModule#open} wires the module. Every method blocks and may be called from any thread.
 * Expected answers are values ({@link io.oriel.pool.Claim}, {@link io.oriel.pool.Release}); faults are
 * {@link io.oriel.pool.PoolException}. Nothing here starts or stops a VM itself: it writes what is wanted, and the
 * reconcile loop of the leader does it.
 */
@NullMarked
package io.oriel.pool;

import org.jspecify.annotations.NullMarked;
