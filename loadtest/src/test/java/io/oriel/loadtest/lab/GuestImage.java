package io.oriel.loadtest.lab;

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
        if (!Files.exists(image)) {
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
}
