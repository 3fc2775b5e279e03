package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small files of the kernel's, read so that what is not there is empty: drivers leave out what they do not know. */
final class KernelFiles {

    private KernelFiles() {}

    /** The text without white space around it; empty when the file cannot be read. */
    static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return "";
        }
    }

    static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    /** A whole number; zero when there is none. */
    static long number(Path file) {
        return number(text(file));
    }

    /** A whole number; zero when the text is not one. */
    static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** The last name of where a link leads; empty when it is no link. */
    static String linked(Path link) {
        try {
            return Files.readSymbolicLink(link).getFileName().toString();
        } catch (IOException _) {
            return "";
        }
    }

    /** Names in a directory, in order. */
    static List<String> names(Path directory) {
        try (var all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
