/**
 * A hypervisor that is not there, for machines without one and for tests with hundreds of VMs.
 *
 * <p>{@link SimulatedHost} keeps disks and VMs in memory and lets time pass by an injected clock and scheduler. Its VMs'
 * displays are real: RFB 3.8 on loopback, guarded by the console password, showing a drawn test card and what is typed.
 *
 * <pre>
 * SimulatedHost ── SimulatedVm ── TestCard (what it shows) ── Glyphs
 *       └──────── RfbServer ── RfbConnection, one per viewer, all on one event loop
 * </pre>
 */
@NullMarked
package io.oriel.host.sim;

import org.jspecify.annotations.NullMarked;
