package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What keeps guests' processes apart on this machine. */
final class Confinement {
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");
    private static final Path APPARMOR = Path.of("/sys/kernel/security/apparmor/profiles");

    private Confinement() {}

    /**
     * libvirt's word for the driver a libvirtd of our own shall use, said aloud so that it refuses to run rather than
     * run without: {@code selinux}, {@code apparmor} where libvirtd's own profile is loaded, else {@code none}.
     */
    static String driver() {
        if (Files.exists(SELINUX)) {
            return "selinux";
        }
        try {
            return Files.exists(APPARMOR) && Files.readString(APPARMOR).lines().anyMatch(Confinement::isLibvirtds)
                    ? "apparmor"
                    : "none";
        } catch (IOException _) {
            return "none";
        }
    }

    private static boolean isLibvirtds(String profile) {
        return profile.startsWith("libvirtd ") || profile.startsWith("/usr/sbin/libvirtd ");
    }
}
