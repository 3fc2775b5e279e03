/** What {@code ./oriel bench NAME} measures; never part of the tests. Each quantity stands beside a peer of the same run. */
@NullMarked
package io.oriel.loadtest.bench;

import org.jspecify.annotations.NullMarked;
