package io.oriel.loadtest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The demo template's disk, built once. */
final class GuestImage {
    private GuestImage() {}

    static synchronized Path built() {
        var home =
                Path.of(System.getProperty("oriel.home", "..")).toAbsolutePath().normalize();
        var image = home.resolve("loadtest/target/guest/lab.qcow2");
        if (!Files.exists(image) || outdated(image, home.resolve("host-agent/src/main/guest"))) {
            Command.of(
                            home.resolve("host-agent/src/main/guest/build-image")
                                    .toString(),
                            image.toString(),
                            home.resolve("loadtest/target/guest").toString())
                    .within(Duration.ofMinutes(5))
                    .run()
                    .orFail();
        }
        return image;
    }

    /** Whether something it is made of has changed since. */
    private static boolean outdated(Path image, Path sources) {
        try (var files = Files.walk(sources)) {
            var made = Files.getLastModifiedTime(image);
            for (var file : files.toList()) {
                if (Files.getLastModifiedTime(file).compareTo(made) > 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
