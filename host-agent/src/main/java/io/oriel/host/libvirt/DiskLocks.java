package io.oriel.host.libvirt;

import io.oriel.host.api.DiskRef;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The locks that let a VM run once, whatever hosts believe of each other: a <i>VM lease</i> is one file per disk in the
 * directory {@code locks} of its storage domain. virtlockd locks it for the time qemu runs, and the kernel, or the file
 * server, lets go of it when virtlockd's machine dies.
 *
 * <p>virtlockd knows only the one directory its configuration names, and takes a lease's key for a path below it. So a
 * key begins with the way up to the root: wherever a storage domain is mounted, every host reaches its files.
 */
final class DiskLocks {
    /** Where libvirt's lock manager keeps lockspaces; a directory of this host's own. */
    static final String LOCKSPACES = "/var/lib/libvirt/lockd";

    /** Ours among them. */
    static final String LOCKSPACE = "oriel";

    private static final String UP = "../".repeat(Path.of(LOCKSPACES, LOCKSPACE).getNameCount());
    private static final String LOCKS = "locks";

    private DiskLocks() {}

    /** What virtlockd calls the lock of this disk. Pure. */
    static String key(DiskRef disk) {
        return UP + Path.of("/").relativize(file(disk));
    }

    static Path file(DiskRef disk) {
        return Path.of(disk.storage().path(), LOCKS).resolve(disk.disk().toString());
    }

    /** Makes the file that is locked, unless it is there: virtlockd does not. It stays as long as the disk. */
    static void prepare(DiskRef disk) {
        var file = file(disk);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createDirectories(file.resolveSibling(""), only("rwx------"));
            Files.createFile(file, only("rw-------"));
        } catch (FileAlreadyExistsException _) {
            // another host was quicker
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE,
                    "the disk's lock " + file + " cannot be made; see that root may write there",
                    e);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> only(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Removes the file of a disk that is no more. */
    static void forget(DiskRef disk) throws IOException {
        Files.deleteIfExists(file(disk));
    }
}
