/**
 * Carries plans out.
 *
 * <p>For each action the row is claimed first, by its version and the lease token, and the command's id is written into
 * it; only then is the host told. A crash in between leaves a row that says what was meant, and the next leader sends
 * the same command again. Called by the loop; talks to agents through {@link io.oriel.pool.apply.Connections}.
 */
@NullMarked
package io.oriel.pool.apply;

import org.jspecify.annotations.NullMarked;
