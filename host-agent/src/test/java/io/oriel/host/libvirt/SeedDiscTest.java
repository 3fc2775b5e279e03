package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Seed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The disc by its numbers; that a guest's kernel reads it is in BeginningsTest. */
class SeedDiscTest {
    private static final int SECTOR = 2048;

    @TempDir
    Path directory;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void everyFileIsFoundUnderBothItsNames(long number) {
        // Given
        var random = new SplittableRandom(number);
        var network = random.nextInt(3) == 0 ? Optional.<String>empty() : Optional.of(text(random));
        var seed = new Seed(text(random), text(random), network);

        // When
        var disc = SeedDisc.of(seed);

        // Then
        var joliet = new LinkedHashMap<String, String>();
        joliet.put("meta-data", seed.metaData());
        network.ifPresent(config -> joliet.put("network-config", config));
        joliet.put("user-data", seed.userData());
        assertThat(files(disc, 17)).containsExactlyEntriesOf(joliet);
        assertThat(files(disc, 16).values()).containsExactlyElementsOf(joliet.values());
        assertThat(files(disc, 16).keySet()).allMatch(name -> name.matches("[A-Z0-9_]{1,8}\\.[A-Z0-9_]{0,3};1"));
        assertThat(disc.length % SECTOR).isZero();
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        var seed = new Seed("", "#cloud-config\n", Optional.empty());
        assertThat(SeedDisc.of(seed)).isEqualTo(SeedDisc.of(seed));
    }

    @Test
    void otherProgramsKnowItByItsVolumeName() throws Exception {
        // Given
        var blkid = Path.of("/usr/sbin/blkid");
        Assumptions.assumeTrue(Files.isExecutable(blkid), "there is no blkid here");
        var file = directory.resolve("seed.iso");
        Files.write(file, SeedDisc.of(new Seed("instance-id: 1\n", "#cloud-config\n", Optional.empty())));

        // When
        var process = new ProcessBuilder(blkid.toString(), "-p", "-o", "export", file.toString()).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("LABEL=cidata").contains("TYPE=iso9660");
    }

    private static String text(SplittableRandom random) {
        return "zeile\u00e4 \ud83d\ude00\n".repeat(random.nextInt(400));
    }

    /** Reads by ECMA-119: descriptor, root directory, its records. */
    private static Map<String, String> files(byte[] disc, int descriptor) {
        var bytes = ByteBuffer.wrap(disc).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(disc, descriptor * SECTOR + 1, 5, StandardCharsets.US_ASCII))
                .isEqualTo("CD001");
        assertThat(bytes.getInt(descriptor * SECTOR + 80)).isEqualTo(disc.length / SECTOR);
        assertThat(Integer.reverseBytes(bytes.getInt(descriptor * SECTOR + 84))).isEqualTo(disc.length / SECTOR);
        int root = bytes.getInt(descriptor * SECTOR + 156 + 2) * SECTOR;
        var found = new LinkedHashMap<String, String>();
        for (int at = root; disc[at] != 0; at += disc[at]) {
            int name = disc[at + 32];
            if (name == 1) {
                continue; // the directory itself and the one above
            }
            var charset = descriptor == 16 ? StandardCharsets.US_ASCII : StandardCharsets.UTF_16BE;
            found.put(
                    new String(disc, at + 33, name, charset),
                    new String(disc, bytes.getInt(at + 2) * SECTOR, bytes.getInt(at + 10), StandardCharsets.UTF_8));
        }
        return found;
    }
}
