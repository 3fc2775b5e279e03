package io.oriel.portal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/** Files that only their owner reads: 0600 from the first byte, replaced whole. */
final class SecretFile {
    private SecretFile() {}

    static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** True when there was one. */
    static boolean delete(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }

    static void write(Path file, String text) {
        try {
            put(file, text);
        } catch (IOException e) {
            throw CliException.failed("cannot write " + file + ": " + e.getMessage());
        }
    }

    /** Where it cannot be written, it is done without. */
    static void tryWrite(Path file, String text) {
        try {
            put(file, text);
        } catch (IOException e) {
            delete(file);
        }
    }

    private static void put(Path file, String text) throws IOException {
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        var beside = Files.createTempFile(directory, ".new", ""); // 0600
        try {
            Files.writeString(beside, text);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
