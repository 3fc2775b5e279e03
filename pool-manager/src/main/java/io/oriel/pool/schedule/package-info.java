/**
 * On which host a VM may start, and why not on the others.
 *
 * <p>Pure. One {@code Filter} per file; {@link io.oriel.pool.schedule.Scheduler} asks them all. {@link
 * io.oriel.pool.schedule.Load} counts what runs and what is about to.
 */
@NullMarked
package io.oriel.pool.schedule;

import org.jspecify.annotations.NullMarked;
