package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The demo template, built once into {@code -Doriel.guest-image=DIRECTORY} or {@code target/guest}. */
public final class GuestImage {

    private GuestImage() {}

    public static Path built() throws IOException, InterruptedException {
        var directory = Path.of(System.getProperty("oriel.guest-image", "target/guest"));
        Files.createDirectories(directory);
        var image = directory.resolve("demo.qcow2").toAbsolutePath();
        if (Files.exists(image) && !isStale(image)) {
            return image;
        }
        var build = new ProcessBuilder(
                        "src/main/guest/build-image",
                        image.toString(),
                        directory.resolve("cache").toString())
                .inheritIO()
                .start();
        if (!build.waitFor(5, TimeUnit.MINUTES) || build.exitValue() != 0) {
            build.destroy();
            throw new IOException("the guest image cannot be built");
        }
        return image;
    }

    private static boolean isStale(Path image) throws IOException {
        var built = Files.getLastModifiedTime(image);
        try (var sources = Files.walk(Path.of("src/main/guest"))) {
            return sources.anyMatch(source -> source.toFile().lastModified() > built.toMillis());
        }
    }
}
