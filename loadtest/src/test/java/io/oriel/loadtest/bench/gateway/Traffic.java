package io.oriel.loadtest.bench.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/**
 * The bytes that consoles send: whole SPICE messages with mini heads, in the sizes of a busy office screen. A third of
 * them are small drawing commands, half are pictures of some kilobytes, the rest larger ones; what fills them does not
 * compress.
 */
final class Traffic {
    /** Message types that mean something only between {@link Consoles} and {@link Link}. */
    static final int STREAM = 1001;

    static final int ECHO = 1002;
    static final int TAKE = 1003;

    private static final int LEAST = 4 * 1024 * 1024;
    private static final Traffic ONE = new Traffic();

    private final ByteBuf block = Unpooled.directBuffer(LEAST + 256 * 1024);
    private final int[] ends;
    private final byte[] hash;

    private Traffic() {
        var random = new SplittableRandom(1511);
        var found = new int[4096];
        int count = 0;
        while (block.writerIndex() < LEAST) {
            int size = size(random);
            var body = new byte[size];
            random.nextBytes(body);
            block.writeShortLE(304).writeIntLE(size).writeBytes(body);
            found[count++] = block.writerIndex();
        }
        ends = java.util.Arrays.copyOf(found, count);
        var digest = sha256();
        digest.update(block.nioBuffer());
        hash = digest.digest();
    }

    private static int size(SplittableRandom random) {
        int kind = random.nextInt(10);
        return kind < 3
                ? random.nextInt(80, 400)
                : kind < 8 ? random.nextInt(1_024, 16_384) : random.nextInt(16_384, 131_072);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Bytes of one block. */
    static int length() {
        return ONE.block.writerIndex();
    }

    /** Messages of one block. */
    static int messages() {
        return ONE.ends.length;
    }

    /** SHA-256 of one block. */
    static byte[] hash() {
        return ONE.hash.clone();
    }

    /** One whole block. */
    static ByteBuf whole() {
        return ONE.block.retainedDuplicate();
    }

    /** One message of it. */
    static ByteBuf message(int number) {
        int from = number == 0 ? 0 : ONE.ends[number - 1];
        return ONE.block.retainedSlice(from, ONE.ends[number] - from);
    }
}
