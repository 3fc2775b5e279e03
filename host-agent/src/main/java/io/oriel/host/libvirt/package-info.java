/**
 * One machine's qemu, driven through libvirt.
 *
 * <p>The agent's main opens {@link LibvirtHost} and calls only {@link io.oriel.host.local.LocalHost}. Nothing else of this
 * program imports the libvirt binding. The word <i>domain</i>, for what libvirt runs as a VM, stays in here.
 *
 * <pre>
 * LibvirtHost ── Orders ── who carries out which command
 *      │           ├─ VmLife ─────── DomainXml, DomainDevices (what to run) ── Machine (kinds of hardware)
 *      │           │     └────────── HardwareCheck ── Capabilities, Bridges (what this host offers)
 *      │           ├─ HotPlug, Snapshots, Migrations, GuestAgents, Freezer, Displays
 *      │           └─ Storage ────── Qcow2Header, qemu-img; DiskLocks (a VM runs once)
 *      ├──────── Domains, Watch ──── DomainView (what runs); events, and a poll that repairs what they missed
 *      ├──────── Statistics ──────── StatisticsCalls (VMs), HostLoad (the machine)
 *      ├──────── Facts ───────────── Inventory, Devices
 *      └──────── HypervisorConnection ── LibvirtChoice ── PrivateLibvirtd, LibvirtdFiles, LockDaemon (root without a service)
 * </pre>
 */
@NullMarked
package io.oriel.host.libvirt;

import org.jspecify.annotations.NullMarked;
