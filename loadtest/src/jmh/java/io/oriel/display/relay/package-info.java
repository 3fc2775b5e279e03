/** Micro-benchmarks of {@code io.oriel.display.relay}, in its package so that they reach what it keeps to itself. */
@NullMarked
package io.oriel.display.relay;

import org.jspecify.annotations.NullMarked;
