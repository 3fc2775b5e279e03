/** The reconcile loop of the leader, and one listener per host. */
@NullMarked
package io.oriel.pool.loop;

import org.jspecify.annotations.NullMarked;
