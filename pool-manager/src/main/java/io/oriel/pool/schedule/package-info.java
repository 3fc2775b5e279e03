/**
 * On which host a VM may start or move, which of them is taken, and why not the others.
 *
 * <p>Pure. {@link io.oriel.pool.schedule.Scheduler} asks every {@code Filter} whether it refuses a host, then compares
 * the rest by the {@code Weight}s of the cluster's policy; one file each. An {@code Ask} is the question about one VM, a
 * {@code Candidate} a host at hand. {@link io.oriel.pool.schedule.Load} counts what runs and what is about to, and lives
 * for one round. {@link io.oriel.pool.schedule.Explanation} tells people.
 */
@NullMarked
package io.oriel.pool.schedule;

import org.jspecify.annotations.NullMarked;
