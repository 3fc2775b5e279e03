package io.oriel.host.api;

/** What a VM may be started from. */
public enum BootDevice {
    DISK,
    CDROM,
    NETWORK
}
