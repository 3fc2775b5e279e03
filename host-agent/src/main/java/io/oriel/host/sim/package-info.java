/**
 * A hypervisor that is not there, for machines without one and for tests with thousands of VMs.
 *
 * <p>{@link SimulatedHost} carries out every command as the real host does, and keeps disks and VMs in memory. Time
 * passes by a {@link SimulatedTime}: a scheduler's, or one that is moved by hand. {@link SimulatedHosts} share their
 * storage and move VMs between each other. What goes wrong ({@link Faults}) goes wrong again with the same seed. Its
 * VMs' displays are real: RFB 3.8 on loopback, guarded by the console password, showing a drawn test card and what is
 * typed.
 *
 * <pre>
 * SimulatedLink ── journal ── SimulatedHost ── SimulatedLife, Devices, Guests, Moves ── SimulatedVms ── SimulatedVm
 *   (can be cut)                    └── SimulatedDisplays ── RfbServer ── RfbConnection, one per viewer, on one loop
 * </pre>
 */
@NullMarked
package io.oriel.host.sim;

import org.jspecify.annotations.NullMarked;
