package io.oriel.host.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Judges a qcow2 file by its header alone, so that no tool which would follow a reference opens it first.
 *
 * <p>A backing file or an external data file names another file of the host, and qemu would give its content to the
 * guest. Both are refused by their header fields and by their header extensions. Field numbers are those of qemu's
 * {@code docs/interop/qcow2.txt}, "Header" and "Header extensions".
 */
public final class Qcow2Header {
    private static final int MAGIC = 0x514649fb;
    private static final int V2_LENGTH = 72;
    private static final int V3_LENGTH = 104;
    /** So many bytes hold every header that is taken. */
    public static final int LONGEST = 4096;

    private static final int MAX_BACKING_NAME = 1023;

    private static final int BACKING_FILE_OFFSET = 8;
    private static final int BACKING_FILE_SIZE = 16;
    private static final int CLUSTER_BITS = 20;
    private static final int SIZE = 24;
    private static final int CRYPT_METHOD = 32;
    private static final int L1_ENTRIES = 36;
    private static final int L1_OFFSET = 40;
    private static final int REFCOUNT_OFFSET = 48;
    private static final int INCOMPATIBLE_FEATURES = 72;
    private static final int HEADER_LENGTH = 100;

    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long EXTERNAL_DATA = 1 << 2;
    private static final long COMPRESSION = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;
    private static final long ALLOWED = COMPRESSION | EXTENDED_L2;

    private static final int EXTENSION_END = 0;
    private static final int EXTENSION_BACKING_FORMAT = 0xe2792aca;
    private static final int EXTENSION_DATA_FILE = 0x44415441;

    /** The largest disk taken: 64 TiB. */
    public static final long MAX_VIRTUAL_SIZE = 64L << 40;

    private Qcow2Header() {}

    /**
     * Reads the header of {@code file} and judges it.
     *
     * @throws IOException when the file cannot be read
     */
    public static ImageCheck check(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = ByteBuffer.allocate((int) Math.min(LONGEST, channel.size()));
            fill(header, channel, 0);
            return check(header, channel.size());
        }
    }

    /**
     * What the header of an image of ours says, one that was judged when it came.
     *
     * @param virtualSize bytes the guest sees
     * @param base path of the image it stands on, as it is written there
     */
    public record Contents(long virtualSize, Optional<String> base) {}

    /**
     * Reads what an image is; empty when it is no qcow2.
     *
     * @throws IOException when the file cannot be read
     */
    public static Optional<Contents> contents(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = ByteBuffer.allocate((int) Math.min(V2_LENGTH, channel.size()));
            fill(header, channel, 0);
            if (header.limit() < V2_LENGTH || header.getInt(0) != MAGIC) {
                return Optional.empty();
            }
            int length = header.getInt(BACKING_FILE_SIZE);
            if (header.getLong(BACKING_FILE_OFFSET) <= 0 || length <= 0 || length > MAX_BACKING_NAME) {
                return Optional.of(new Contents(header.getLong(SIZE), Optional.empty()));
            }
            var name = ByteBuffer.allocate(length);
            fill(name, channel, header.getLong(BACKING_FILE_OFFSET));
            return Optional.of(
                    new Contents(header.getLong(SIZE), Optional.of(new String(name.array(), StandardCharsets.UTF_8))));
        }
    }

    private static void fill(ByteBuffer buffer, FileChannel channel, long from) throws IOException {
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
            // until the buffer is full or the file ends
        }
        buffer.flip();
    }

    /** Judges a header; {@code header} holds the first bytes, up to 4096, of a file of {@code fileSize} bytes. */
    public static ImageCheck check(ByteBuffer header, long fileSize) {
        if (header.limit() < V2_LENGTH || header.getInt(0) != MAGIC) {
            return rejected("it is not a qcow2 image");
        }
        int version = header.getInt(4);
        if (version != 2 && version != 3) {
            return rejected("its qcow2 version is unknown");
        }
        if (version == 3 && header.limit() < V3_LENGTH) {
            return rejected("its header is cut short");
        }
        return reference(header, version)
                .or(() -> shape(header, fileSize))
                .map(Qcow2Header::rejected)
                .orElseGet(() -> new ImageCheck.Plain(version, header.getLong(SIZE)));
    }

    private static Optional<String> reference(ByteBuffer header, int version) {
        if (header.getLong(BACKING_FILE_OFFSET) != 0 || header.getInt(BACKING_FILE_SIZE) != 0) {
            return Optional.of("it has a backing file; flatten it first: qemu-img convert -O qcow2 IN OUT");
        }
        if (header.getInt(CRYPT_METHOD) != 0) {
            return Optional.of("it is encrypted");
        }
        if (version == 2) {
            return extensions(header, V2_LENGTH);
        }
        long features = header.getLong(INCOMPATIBLE_FEATURES);
        if ((features & EXTERNAL_DATA) != 0) {
            return Optional.of("it keeps its data in another file; flatten it first: qemu-img convert -O qcow2 IN OUT");
        }
        if ((features & (DIRTY | CORRUPT)) != 0) {
            return Optional.of("it was not closed cleanly; repair it first: qemu-img check -r all IMAGE");
        }
        if ((features & ~ALLOWED) != 0) {
            return Optional.of("it uses qcow2 features that are unknown here");
        }
        int length = header.getInt(HEADER_LENGTH);
        if (length < V3_LENGTH || length > LONGEST || length % 8 != 0) {
            return Optional.of("its header length is out of range");
        }
        return extensions(header, length);
    }

    /** Walks the extensions as far as the buffer goes; they must end within it. */
    private static Optional<String> extensions(ByteBuffer header, int from) {
        int at = from;
        while (at + 8 <= header.limit()) {
            int type = header.getInt(at);
            long length = Integer.toUnsignedLong(header.getInt(at + 4));
            if (type == EXTENSION_END) {
                return Optional.empty();
            }
            if (type == EXTENSION_DATA_FILE) {
                return Optional.of("it names another file for its data");
            }
            if (type == EXTENSION_BACKING_FORMAT) {
                return Optional.of("it names the format of a backing file");
            }
            if (length > LONGEST) {
                break;
            }
            at += 8 + (int) ((length + 7) / 8 * 8);
        }
        return Optional.of("its header has no end");
    }

    private static Optional<String> shape(ByteBuffer header, long fileSize) {
        int clusterBits = header.getInt(CLUSTER_BITS);
        if (clusterBits < 9 || clusterBits > 21) {
            return Optional.of("its cluster size is out of range");
        }
        long size = header.getLong(SIZE);
        if (size <= 0 || size > MAX_VIRTUAL_SIZE) {
            return Optional.of("its size is out of range");
        }
        long clusterSize = 1L << clusterBits;
        long coveredByOneEntry = clusterSize * (clusterSize / 16); // 16: the extended L2 entry, the longer of the two
        long needed = Math.ceilDiv(size, clusterSize * (clusterSize / 8));
        long entries = Integer.toUnsignedLong(header.getInt(L1_ENTRIES));
        if (entries < needed || entries > Math.max(1024, 4 * Math.ceilDiv(size, coveredByOneEntry))) {
            return Optional.of("its table of clusters does not fit its size");
        }
        long l1 = header.getLong(L1_OFFSET);
        long refcounts = header.getLong(REFCOUNT_OFFSET);
        boolean inside = l1 > 0
                && l1 % clusterSize == 0
                && l1 <= fileSize - entries * 8
                && refcounts > 0
                && refcounts % clusterSize == 0
                && refcounts < fileSize;
        return inside ? Optional.empty() : Optional.of("it is cut short");
    }

    private static ImageCheck rejected(String reason) {
        return new ImageCheck.Rejected(reason);
    }
}
