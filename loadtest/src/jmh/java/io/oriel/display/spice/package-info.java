/** Micro-benchmarks of {@code io.oriel.display.spice}, in its package so that they reach what it keeps to itself. */
@NullMarked
package io.oriel.display.spice;

import org.jspecify.annotations.NullMarked;
