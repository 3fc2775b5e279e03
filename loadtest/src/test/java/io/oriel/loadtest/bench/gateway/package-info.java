/**
 * What {@code ./oriel bench gateway} needs: the gateway and what one would otherwise use, each a process of its own on one
 * processor, and between them clients and consoles that this JVM plays on the other. Called by {@code GatewayBench}.
 *
 * <pre>
 *   {@link io.oriel.loadtest.bench.gateway.Link} clients ── {@link io.oriel.loadtest.bench.gateway.Contestant} ── {@link io.oriel.loadtest.bench.gateway.Consoles}
 *        processor 0                 processor 1              processor 0
 * </pre>
 */
@NullMarked
package io.oriel.loadtest.bench.gateway;

import org.jspecify.annotations.NullMarked;
