/**
 * The contract between the control plane and one hypervisor machine.
 *
 * <p>Pure: only {@code java.*}. Three implementations of {@link HostAgent} exist: libvirt, simulated, and remote over
 * the agent protocol. The control plane decides; an agent acts only on commands, reports what it sees, and changes
 * nothing when it hears nothing.
 */
@NullMarked
package io.oriel.host.api;

import org.jspecify.annotations.NullMarked;
