package io.oriel.pool.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/** Unpacks a ustar archive of plain files, directories and symbolic links, compressed with xz. */
final class TarXz {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int MODE_AT = 100;
    private static final int SIZE_AT = 124;
    private static final int TYPE_AT = 156;
    private static final int LINK_AT = 157;
    private static final int OWNER_EXECUTE = 0100;

    private TarXz() {}

    static void unpack(InputStream compressed, Path target) throws IOException {
        try (var tar = new XZInputStream(compressed)) {
            var header = tar.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0) {
                entry(header, tar, target);
                header = tar.readNBytes(BLOCK);
            }
        }
    }

    private static void entry(byte[] header, InputStream tar, Path target) throws IOException {
        var path = target.resolve(text(header, 0, NAME_LENGTH)).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the archive names a file outside of its directory");
        }
        long size = octal(header, SIZE_AT, 12);
        switch (header[TYPE_AT]) {
            case '5' -> Files.createDirectories(path);
            case '2' -> {
                Files.createDirectories(parent(path));
                Files.createSymbolicLink(path, Path.of(text(header, LINK_AT, NAME_LENGTH)));
            }
            case '0', 0 -> file(path, size, (octal(header, MODE_AT, 8) & OWNER_EXECUTE) != 0, tar);
            default -> throw new IOException("the archive holds an entry of unknown type " + header[TYPE_AT]);
        }
    }

    private static void file(Path path, long size, boolean executable, InputStream tar) throws IOException {
        Files.createDirectories(parent(path));
        long left = size;
        try (var out = Files.newOutputStream(path)) {
            var buffer = new byte[64 * 1024];
            while (left > 0) {
                int count = tar.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new EOFException("the archive is cut off");
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static Path parent(Path path) throws IOException {
        var parent = path.getParent();
        if (parent == null) {
            throw new IOException("the archive names the root directory");
        }
        return parent;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int at, int length) {
        var digits = text(header, at, length).trim();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
