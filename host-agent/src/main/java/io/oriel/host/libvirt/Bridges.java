package io.oriel.host.libvirt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bridges that guests' cards can join, as the kernel lists them now. */
final class Bridges {
    private static final Bridges OF_THIS_MACHINE =
            new Bridges(Path.of("/sys/class/net"), Path.of("/usr/bin/ovs-vsctl"));

    private final Path interfaces;
    private final Path openVswitch;

    /**
     * For tests.
     *
     * @param interfaces a directory like {@code /sys/class/net}
     * @param openVswitch a program that exists where Open vSwitch does
     */
    Bridges(Path interfaces, Path openVswitch) {
        this.interfaces = interfaces;
        this.openVswitch = openVswitch;
    }

    static Bridges ofThisMachine() {
        return OF_THIS_MACHINE;
    }

    boolean exists(String name) {
        return isKernels(name) || isOpenVswitch(name);
    }

    boolean isKernels(String name) {
        return Files.isDirectory(interfaces.resolve(name).resolve("bridge"));
    }

    /** An interface that is no bridge of the kernel's, on a machine with Open vSwitch, passes for a bridge of that. */
    boolean isOpenVswitch(String name) {
        return Files.isExecutable(openVswitch) && Files.isDirectory(interfaces.resolve(name)) && !isKernels(name);
    }

    /** Names of the kernel's bridges. */
    List<String> names() {
        return interfaces().stream().filter(this::isKernels).toList();
    }

    /** Names of all interfaces, in order. */
    List<String> interfaces() {
        return KernelFiles.names(interfaces);
    }
}
