package io.oriel.portal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Disk images by their bytes. */
final class Images {
    private static final int CLUSTER = 65536;

    private Images() {}

    /** A valid, empty qcow2 of version 2 and one MiB. */
    static Path plainQcow2(Path file) throws IOException {
        var header = ByteBuffer.allocate(4 * CLUSTER);
        header.putInt(0x514649fb).putInt(2).putLong(0).putInt(0).putInt(16).putLong(1 << 20);
        header.putInt(0)
                .putInt(1)
                .putLong(3 * CLUSTER)
                .putLong(CLUSTER)
                .putInt(1)
                .putInt(0)
                .putLong(0);
        return Files.write(file, header.array());
    }
}
