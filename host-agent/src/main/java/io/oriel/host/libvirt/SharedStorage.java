package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Whether libvirt itself sees that a file lies on storage that hosts share. */
final class SharedStorage {
    private static final Set<String> KNOWN =
            Set.of("nfs", "nfs4", "gfs2", "ocfs2", "afs", "smb2", "smb3", "cifs", "ceph", "gpfs", "fuse.glusterfs");

    private SharedStorage() {}

    static boolean isKnownAsShared(String file) {
        try {
            return KNOWN.contains(Files.getFileStore(Path.of(file)).type());
        } catch (IOException _) {
            return false;
        }
    }
}
