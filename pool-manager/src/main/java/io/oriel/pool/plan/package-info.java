/**
 * What the reconcile loop wants done next: an {@link io.oriel.pool.plan.Action} is one step for one thing, a {@link
 * io.oriel.pool.plan.Plan} is all steps that need not wait for each other.
 *
 * <p>Pure. The reconcilers make plans; the applier carries them out, or drops a step whose thing has changed meanwhile.
 */
@NullMarked
package io.oriel.pool.plan;

import org.jspecify.annotations.NullMarked;
