/**
 * Decides what must be done so that the estate becomes what is wanted.
 *
 * <p>Pure: {@link io.oriel.pool.reconcile.Reconciler#plan} takes a snapshot and an instant and gives a plan. The order
 * is hosts, then VMs (what was seen, what is overdue, what is wanted), then pools (what is kept in reserve). A quiet
 * estate gives an empty plan; the same input gives the same plan.
 */
@NullMarked
package io.oriel.pool.reconcile;

import org.jspecify.annotations.NullMarked;
