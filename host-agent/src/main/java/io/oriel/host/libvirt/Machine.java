package io.oriel.host.libvirt;

import io.oriel.host.api.Hardware;
import java.util.List;

/**
 * What a kind of hardware means in devices. Pure.
 *
 * @param chipset libvirt's machine type
 * @param diskBus where disks hang
 * @param cdBus where the CD drive hangs
 * @param cdTarget the CD drive's place on its bus; disks leave it free
 * @param card the network card
 * @param sound the sound card
 * @param usb3 whether guests drive an xHCI; else they get EHCI with its UHCI companions
 * @param cards graphics cards, best first, among which the host's qemu decides
 * @param windows whether the clock shows local time and processors share one socket, which client editions count
 * @param virtio whether guests can drive the agent's channels, the balloon and the random number generator
 * @param watchdog whether guests have a driver for it
 * @param uefi whether it begins with UEFI, secure boot and a TPM
 */
record Machine(
        String chipset,
        String diskBus,
        String cdBus,
        String cdTarget,
        String card,
        String sound,
        boolean usb3,
        List<String> cards,
        boolean windows,
        boolean virtio,
        boolean watchdog,
        boolean uefi) {
    static final String Q35 = "q35";
    static final String I440FX = "pc";
    static final String SCSI = "scsi";
    private static final String QXL = "qxl";
    private static final String VGA = "vga";
    private static final String CIRRUS = "cirrus";

    /** Graphics cards that draw more than one screen. */
    static final List<String> MANY_HEADED = List.of(QXL, "virtio");

    private static final Machine LINUX = new Machine(
            Q35,
            "virtio",
            "sata",
            "sda",
            "virtio",
            "ich9",
            true,
            // qxl draws SPICE's 2D commands; virtio and plain VGA are there in every qemu
            List.of(QXL, "virtio", VGA),
            false,
            true,
            true,
            false);
    private static final Machine LINUX_OLD = new Machine(
            I440FX, "ide", "ide", "hdc", "e1000", "ac97", false, List.of(CIRRUS, VGA), false, false, true, false);
    private static final Machine WINDOWS_OLD = new Machine(
            I440FX, "ide", "ide", "hdc", "rtl8139", "ac97", false, List.of(QXL, CIRRUS, VGA), true, true, false, false);
    private static final Machine WINDOWS = new Machine(
            Q35, "sata", "sata", "sda", "e1000e", "ich9", false, List.of(QXL, VGA), true, true, false, false);
    private static final Machine WINDOWS_UEFI =
            new Machine(Q35, "sata", "sata", "sda", "e1000e", "ich9", true, List.of(QXL, VGA), true, true, false, true);

    static Machine of(Hardware hardware) {
        return switch (hardware) {
            case LINUX -> LINUX;
            case LINUX_OLD -> LINUX_OLD;
            case WINDOWS_OLD -> WINDOWS_OLD;
            case WINDOWS -> WINDOWS;
            case WINDOWS_UEFI -> WINDOWS_UEFI;
        };
    }

    boolean pcie() {
        return chipset.equals(Q35);
    }

    /** Where the drive with cloud-init's seed hangs. */
    String seedBus() {
        return diskBus.equals("virtio") ? SCSI : cdBus;
    }

    /** That drive's name beside so many disks and the CD drive. */
    String seedTarget(int disks) {
        return diskBus.equals(cdBus) ? diskTarget(disks) : "sdb";
    }

    /** The name of the disk at this place, counted from zero: {@code vda}, {@code sdb}, {@code hdd}. */
    String diskTarget(int place) {
        var prefix = switch (diskBus) {
            case "virtio" -> "vd";
            case "ide" -> "hd";
            default -> "sd";
        };
        int cd = diskBus.equals(cdBus) ? cdTarget.charAt(2) - 'a' : Integer.MAX_VALUE;
        return prefix + (char) ('a' + (place < cd ? place : place + 1));
    }
}
