/**
 * One machine's qemu, driven through libvirt.
 *
 * <p>The agent's main opens {@link LibvirtHost} and calls only {@link io.oriel.host.local.LocalHost}. Nothing else of this
 * program imports the libvirt binding. The word <i>domain</i>, for what libvirt runs as a VM, stays in here.
 *
 * <pre>
 * LibvirtHost ── Domains ──────── DomainXml (what to run)    DomainView (what runs)
 *      │            └──────────── Displays (passwords, screenshots, keys)
 *      ├──────── Storage ──────── Qcow2Header, qemu-img
 *      ├──────── Watch ────────── events and a poll that repairs what they missed
 *      └──────── HypervisorConnection ── PrivateLibvirtd (root without a service)
 * </pre>
 */
@NullMarked
package io.oriel.host.libvirt;

import org.jspecify.annotations.NullMarked;
