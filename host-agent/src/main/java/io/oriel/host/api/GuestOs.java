package io.oriel.host.api;

/**
 * The guests of the trade, each with the machine its installer and its own drivers expect. Names are kept for ever: they
 * stand in databases and scripts.
 */
public enum GuestOs {
    RHEL_3("Red Hat Enterprise Linux 3", Hardware.LINUX_OLD, 256),
    RHEL_4("Red Hat Enterprise Linux 4", Hardware.LINUX_OLD, 256),
    RHEL_5("Red Hat Enterprise Linux 5", Hardware.LINUX, 512),
    RHEL_6("Red Hat Enterprise Linux 6", Hardware.LINUX, 512),
    RHEL_7("Red Hat Enterprise Linux 7", Hardware.LINUX, 1024),
    RHEL_8("Red Hat Enterprise Linux 8", Hardware.LINUX, 1536),
    RHEL_9("Red Hat Enterprise Linux 9", Hardware.LINUX, 1536),
    RHEL_10("Red Hat Enterprise Linux 10", Hardware.LINUX, 2048),
    CENTOS_3("CentOS 3", Hardware.LINUX_OLD, 256),
    CENTOS_4("CentOS 4", Hardware.LINUX_OLD, 256),
    CENTOS_5("CentOS 5", Hardware.LINUX, 512),
    CENTOS_6("CentOS 6", Hardware.LINUX, 512),
    CENTOS_7("CentOS 7", Hardware.LINUX, 1024),
    CENTOS_8("CentOS 8", Hardware.LINUX, 1536),
    CENTOS_STREAM_9("CentOS Stream 9", Hardware.LINUX, 1536),
    CENTOS_STREAM_10("CentOS Stream 10", Hardware.LINUX, 2048),
    DEBIAN_4("Debian 4 (etch)", Hardware.LINUX_OLD, 128),
    DEBIAN_5("Debian 5 (lenny)", Hardware.LINUX, 128),
    DEBIAN_6("Debian 6 (squeeze)", Hardware.LINUX, 128),
    DEBIAN_7("Debian 7 (wheezy)", Hardware.LINUX, 256),
    DEBIAN_8("Debian 8 (jessie)", Hardware.LINUX, 256),
    DEBIAN_9("Debian 9 (stretch)", Hardware.LINUX, 256),
    DEBIAN_10("Debian 10 (buster)", Hardware.LINUX, 512),
    DEBIAN_11("Debian 11 (bullseye)", Hardware.LINUX, 512),
    DEBIAN_12("Debian 12 (bookworm)", Hardware.LINUX, 512),
    DEBIAN_13("Debian 13 (trixie)", Hardware.LINUX, 512),
    UBUNTU_6_06("Ubuntu 6.06", Hardware.LINUX_OLD, 256),
    UBUNTU_8_04("Ubuntu 8.04", Hardware.LINUX_OLD, 256),
    UBUNTU_10_04("Ubuntu 10.04", Hardware.LINUX, 512),
    UBUNTU_12_04("Ubuntu 12.04", Hardware.LINUX, 512),
    UBUNTU_14_04("Ubuntu 14.04", Hardware.LINUX, 512),
    UBUNTU_16_04("Ubuntu 16.04", Hardware.LINUX, 1024),
    UBUNTU_18_04("Ubuntu 18.04", Hardware.LINUX, 1024),
    UBUNTU_20_04("Ubuntu 20.04", Hardware.LINUX, 1024),
    UBUNTU_22_04("Ubuntu 22.04", Hardware.LINUX, 1024),
    UBUNTU_24_04("Ubuntu 24.04", Hardware.LINUX, 1024),
    UBUNTU_26_04("Ubuntu 26.04", Hardware.LINUX, 1024),
    SLES_9("SUSE Linux Enterprise Server 9", Hardware.LINUX_OLD, 256),
    SLES_10("SUSE Linux Enterprise Server 10", Hardware.LINUX_OLD, 512),
    SLES_11("SUSE Linux Enterprise Server 11", Hardware.LINUX, 512),
    SLES_12("SUSE Linux Enterprise Server 12", Hardware.LINUX, 1024),
    SLES_15("SUSE Linux Enterprise Server 15", Hardware.LINUX, 1024),
    SLES_16("SUSE Linux Enterprise Server 16", Hardware.LINUX, 2048),
    LINUX_OTHER("Another Linux", Hardware.LINUX, 256),
    LINUX_OTHER_OLD("Another Linux, before 2.6.25", Hardware.LINUX_OLD, 128),
    WINDOWS_XP("Windows XP", Hardware.WINDOWS_OLD, 256),
    WINDOWS_2003("Windows Server 2003", Hardware.WINDOWS_OLD, 256),
    WINDOWS_VISTA("Windows Vista", Hardware.WINDOWS, 1024),
    WINDOWS_2008("Windows Server 2008", Hardware.WINDOWS, 1024),
    WINDOWS_7("Windows 7", Hardware.WINDOWS, 2048),
    WINDOWS_2008_R2("Windows Server 2008 R2", Hardware.WINDOWS, 1024),
    WINDOWS_8("Windows 8", Hardware.WINDOWS, 2048),
    WINDOWS_8_1("Windows 8.1", Hardware.WINDOWS, 2048),
    WINDOWS_2012("Windows Server 2012", Hardware.WINDOWS, 1024),
    WINDOWS_2012_R2("Windows Server 2012 R2", Hardware.WINDOWS, 1024),
    WINDOWS_10("Windows 10", Hardware.WINDOWS_UEFI, 2048),
    WINDOWS_11("Windows 11", Hardware.WINDOWS_UEFI, 4096),
    WINDOWS_2016("Windows Server 2016", Hardware.WINDOWS_UEFI, 2048),
    WINDOWS_2019("Windows Server 2019", Hardware.WINDOWS_UEFI, 2048),
    WINDOWS_2022("Windows Server 2022", Hardware.WINDOWS_UEFI, 2048),
    WINDOWS_2025("Windows Server 2025", Hardware.WINDOWS_UEFI, 2048);

    private final String displayName;
    private final Hardware hardware;
    private final long minMemoryMiB;

    GuestOs(String displayName, Hardware hardware, long minMemoryMiB) {
        this.displayName = displayName;
        this.hardware = hardware;
        this.minMemoryMiB = minMemoryMiB;
    }

    /** For people. */
    public String displayName() {
        return displayName;
    }

    public Hardware hardware() {
        return hardware;
    }

    /** The least memory it installs and runs with, in MiB. */
    public long minMemoryMiB() {
        return minMemoryMiB;
    }
}
