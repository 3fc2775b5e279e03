/** Micro-benchmarks of {@code io.oriel.display.rfb}, in its package so that they reach what it keeps to itself. */
@NullMarked
package io.oriel.display.rfb;

import org.jspecify.annotations.NullMarked;
