/**
 * The estate's rows in PostgreSQL, schema {@code pool}.
 *
 * <p>The row is the judge: every change names the version it is based on, and every change of the leader also its lease
 * token. Called by the applier, the loop and the classes of {@code io.oriel.pool}.
 */
@NullMarked
package io.oriel.pool.store;

import org.jspecify.annotations.NullMarked;
