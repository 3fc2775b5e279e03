package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who runs guests under a libvirtd of our own. */
record QemuUser(String name, String group) {
    private static final Logger log = LoggerFactory.getLogger(QemuUser.class);
    static final Path KVM = Path.of("/dev/kvm");
    private static final String UNPRIVILEGED = "libvirt-qemu";

    boolean isRoot() {
        return name.equals("root");
    }

    /** Guests' processes are no root's, unless that user could not even reach the disks. */
    static QemuUser of(LibvirtSettings settings) throws IOException {
        var known = Files.readString(Path.of("/etc/passwd")).lines().anyMatch(l -> l.startsWith(UNPRIVILEGED + ":"));
        var group = Files.readString(Path.of("/etc/group")).lines().anyMatch(l -> l.startsWith("kvm:"));
        boolean accelerated = settings.accelerator().resolved() == Accelerator.TCG || openToGroup(KVM);
        if (known && group && accelerated && reachable(settings.state().toAbsolutePath())) {
            return new QemuUser(UNPRIVILEGED, "kvm");
        }
        log.atWarn()
                .addKeyValue("directory", settings.state())
                .log(
                        "guests run as root: there is no user libvirt-qemu that can reach the state directory and the accelerator");
        return new QemuUser("root", "root");
    }

    private static boolean openToGroup(Path device) throws IOException {
        var group =
                Files.readAttributes(device, PosixFileAttributes.class).group().getName();
        var permissions = Files.getPosixFilePermissions(device);
        return permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || (group.equals("kvm") && permissions.contains(PosixFilePermission.GROUP_WRITE));
    }

    private static boolean reachable(Path directory) throws IOException {
        for (Path here = directory; here != null; here = here.getParent()) {
            if (!Files.getPosixFilePermissions(here).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
