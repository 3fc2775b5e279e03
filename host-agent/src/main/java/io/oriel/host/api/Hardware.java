package io.oriel.host.api;

/** The kind of machine a guest's operating system expects. What each means in devices stands in the host's domain XML. */
public enum Hardware {
    /** A Linux with virtio drivers: q35, virtio disks and cards. */
    LINUX,
    /** A Linux from before virtio (kernel older than 2.6.25): i440fx, IDE, e1000. */
    LINUX_OLD,
    /** Windows XP and 2003: i440fx, IDE, rtl8139, local-time clock. */
    WINDOWS_OLD,
    /** Windows Vista and 2008 up to 8.1 and 2012 R2: q35, SATA, e1000e, hyperv enlightenments. */
    WINDOWS,
    /** Windows 10, 11 and 2016 and later: as {@link #WINDOWS}, with UEFI and a TPM. */
    WINDOWS_UEFI
}
