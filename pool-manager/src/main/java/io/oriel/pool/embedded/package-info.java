/** A real PostgreSQL from Debian-independent binaries on the class path, for the appliance and for tests. */
@NullMarked
package io.oriel.pool.embedded;

import org.jspecify.annotations.NullMarked;
