package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Who listens on a TCP port, as the kernel says. */
final class Listeners {
    private static final String LISTEN = "0A";

    private Listeners() {}

    /** The addresses, in the kernel's hexadecimal; 127.0.0.1 is {@code 0100007F}. */
    static List<String> on(int port) throws IOException {
        var hex = String.format(Locale.ROOT, ":%04X", port);
        return Stream.concat(lines("/proc/net/tcp"), lines("/proc/net/tcp6"))
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[1].endsWith(hex) && fields[3].equals(LISTEN))
                .map(fields -> fields[1].substring(0, fields[1].indexOf(':')))
                .toList();
    }

    private static Stream<String> lines(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream().skip(1);
    }
}
