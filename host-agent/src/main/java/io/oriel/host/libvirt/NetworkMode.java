package io.oriel.host.libvirt;

/** How a guest reaches the network. */
enum NetworkMode {
    /** The libvirt network {@code oriel} of this host, behind NAT. */
    NAT,
    /** qemu's own user-mode stack, which needs no right at all; guests cannot see each other. */
    USER
}
