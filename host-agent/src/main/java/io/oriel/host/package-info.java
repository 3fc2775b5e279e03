/**
 * The host agent program: {@link io.oriel.host.HostAgentMain} wires a {@link io.oriel.host.LocalHost} to the agent
 * protocol and lets it serve.
 *
 * <p>{@code host.libvirt} and {@code host.sim} implement the local host; {@code host.http} puts the journal before it
 * and the protocol before that.
 */
@NullMarked
package io.oriel.host;

import org.jspecify.annotations.NullMarked;
