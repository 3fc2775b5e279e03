/**
 * The host agent program: {@link io.oriel.host.HostAgentMain} wires a local host to the agent protocol and lets it
 * serve. Nothing imports this package.
 */
@NullMarked
package io.oriel.host;

import org.jspecify.annotations.NullMarked;
