/**
 * The gateway program: {@link io.oriel.display.DisplayProxyMain} reads the configuration, {@link io.oriel.display.DisplayProxy}
 * wires listen, relay, control and admin together.
 */
@NullMarked
package io.oriel.display;

import org.jspecify.annotations.NullMarked;
