/**
 * A real PostgreSQL from binaries on the class path, for the appliance and for tests.
 *
 * <p>{@link io.oriel.pool.embedded.PostgresProcess} prepares a directory once (the appliance's launcher then runs the
 * server itself) or runs the server as a child. Depends on nothing else in this module.
 */
@NullMarked
package io.oriel.pool.embedded;

import org.jspecify.annotations.NullMarked;
