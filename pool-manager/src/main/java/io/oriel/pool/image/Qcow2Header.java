package io.oriel.pool.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the header of a qcow2 file and says whether the file may become a template.
 *
 * <p>An image may name other files: a backing file, or an external data file. Whoever opens such an image opens those
 * files too, with the opener's rights. So such images are refused, by reading the bytes here and running nothing.
 * Layout: qemu, docs/interop/qcow2.txt, "Header" and "Header extensions".
 */
public final class Qcow2Header {
    private static final int MAGIC = 0x514649fb;
    private static final int V2_LENGTH = 72;
    private static final int V3_LENGTH = 104;
    private static final int READ = 64 * 1024;

    private static final int VERSION = 4;
    private static final int BACKING_FILE_OFFSET = 8;
    private static final int CLUSTER_BITS = 20;
    private static final int SIZE = 24;
    private static final int CRYPT_METHOD = 32;
    private static final int INCOMPATIBLE_FEATURES = 72;
    private static final int HEADER_LENGTH = 100;

    private static final long CORRUPT = 1 << 1;
    private static final long EXTERNAL_DATA_FILE = 1 << 2;
    /** Dirty, corrupt, external data file, compression type, extended L2 entries. */
    private static final long KNOWN_FEATURES = 0b11111;

    private static final int END_OF_EXTENSIONS = 0;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final int DATA_FILE_NAME = 0x44415441;
    private static final long LARGEST = 1L << 46;

    /** What the header says. */
    public sealed interface Verdict {

        /** The image stands alone. */
        record Good(long virtualBytes) implements Verdict {}

        /** The image may not be used, for this reason; a sentence for people. */
        record Bad(String reason) implements Verdict {}
    }

    private Qcow2Header() {}

    /** Reads the file's first bytes. */
    public static Verdict check(Path file) throws IOException {
        var bytes = ByteBuffer.allocate(READ);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = channel.read(bytes);
            }
        }
        return check(bytes.flip());
    }

    static Verdict check(ByteBuffer bytes) {
        if (bytes.remaining() < Integer.BYTES || bytes.getInt(0) != MAGIC) {
            return new Verdict.Bad("it is not a qcow2 image");
        }
        if (bytes.remaining() < V2_LENGTH) {
            return new Verdict.Bad("its header is cut off");
        }
        int version = bytes.getInt(VERSION);
        if (version != 2 && version != 3) {
            return new Verdict.Bad(
                    "it is qcow2 version " + Integer.toUnsignedString(version) + "; only 2 and 3 are known");
        }
        if (bytes.getLong(BACKING_FILE_OFFSET) != 0) {
            return new Verdict.Bad("it has a backing file; flatten it first, with qemu-img convert");
        }
        if (bytes.getInt(CRYPT_METHOD) != 0) {
            return new Verdict.Bad("it is encrypted");
        }
        int clusterBits = bytes.getInt(CLUSTER_BITS);
        if (clusterBits < 9 || clusterBits > 21) {
            return new Verdict.Bad("its cluster size makes no sense");
        }
        long size = bytes.getLong(SIZE);
        if (size <= 0 || size > LARGEST) {
            return new Verdict.Bad("its size makes no sense");
        }
        return version == 2 ? extensions(bytes, V2_LENGTH, clusterBits, size) : version3(bytes, clusterBits, size);
    }

    private static Verdict version3(ByteBuffer bytes, int clusterBits, long size) {
        if (bytes.remaining() < V3_LENGTH) {
            return new Verdict.Bad("its header is cut off");
        }
        long features = bytes.getLong(INCOMPATIBLE_FEATURES);
        if ((features & EXTERNAL_DATA_FILE) != 0) {
            return new Verdict.Bad("it keeps its data in another file; flatten it first, with qemu-img convert");
        }
        if ((features & CORRUPT) != 0) {
            return new Verdict.Bad("it is marked as corrupt; repair it first, with qemu-img check -r");
        }
        if ((features & ~KNOWN_FEATURES) != 0) {
            return new Verdict.Bad("it uses features that are not known here");
        }
        int length = bytes.getInt(HEADER_LENGTH);
        if (length < V3_LENGTH || length > bytes.remaining() || length % 8 != 0) {
            return new Verdict.Bad("its header length makes no sense");
        }
        return extensions(bytes, length, clusterBits, size);
    }

    /** Each extension: type, length, that many bytes, padded to eight. They end within the first cluster. */
    private static Verdict extensions(ByteBuffer bytes, int start, int clusterBits, long size) {
        int end = Math.min(bytes.remaining(), 1 << clusterBits);
        int at = start;
        while (at + 8 <= end) {
            int type = bytes.getInt(at);
            long length = Integer.toUnsignedLong(bytes.getInt(at + 4));
            if (type == END_OF_EXTENSIONS) {
                return new Verdict.Good(size);
            }
            if (type == BACKING_FORMAT) {
                return new Verdict.Bad("it speaks of a backing file; flatten it first, with qemu-img convert");
            }
            if (type == DATA_FILE_NAME) {
                return new Verdict.Bad("it names another file for its data; flatten it first, with qemu-img convert");
            }
            if (length > end - at - 8) {
                return new Verdict.Bad("its header extensions make no sense");
            }
            at += 8 + (int) ((length + 7) / 8 * 8);
        }
        // Version 2 images of old tools may fill the rest of the cluster with nothing at all.
        return at == start || at >= end ? new Verdict.Bad("its header is cut off") : new Verdict.Good(size);
    }
}
