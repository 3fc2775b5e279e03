package io.oriel.host.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.Needs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class Qcow2HeaderTest {
    private static final long SIZE = 64L << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "compat=0.10,2",
        "compat=1.1,3",
        "'compat=1.1,cluster_size=512',3",
        "'compat=1.1,cluster_size=2M',3",
        "'compat=1.1,compression_type=zstd',3",
        "'compat=1.1,extended_l2=on',3",
        "'compat=1.1,lazy_refcounts=on',3",
        "'compat=1.1,preallocation=metadata',3"
    })
    void imagesThatStandAloneAreTaken(String options, int version) throws Exception {
        // Given
        var image = make("create", "-f", "qcow2", "-o", options, "OUT", Long.toString(SIZE));

        // When
        var check = Qcow2Header.check(image);

        // Then
        assertThat(check).isEqualTo(new ImageCheck.Plain(version, SIZE));
    }

    @Test
    void anEmptyAndAVeryLargeImageAreTaken() throws Exception {
        // Given
        var large = make("create", "-f", "qcow2", "OUT", "8T");

        // When
        var check = Qcow2Header.check(large);

        // Then
        assertThat(check).isEqualTo(new ImageCheck.Plain(3, 8L << 40));
    }

    @ParameterizedTest
    @CsvSource({"0.10", "1.1"})
    void A18_aBackingFileIsRefused(String compat) throws Exception {
        // Given an image that shows a file of the host through itself
        var image = make(
                "create", "-f", "qcow2", "-o", "compat=" + compat, "-u", "-b", "/etc/shadow", "-F", "raw", "OUT", "1M");

        // When
        var check = Qcow2Header.check(image);

        // Then
        assertThat(check)
                .isInstanceOfSatisfying(
                        ImageCheck.Rejected.class,
                        r -> assertThat(r.reason()).contains("backing file").doesNotContain("shadow"));
    }

    @Test
    void A18_anExternalDataFileIsRefused() throws Exception {
        // Given an image whose data lie in another file
        var data = directory.resolve("data.raw");
        var image = make("create", "-f", "qcow2", "-o", "data_file=" + data + ",data_file_raw=on", "OUT", "1M");

        // When
        var check = Qcow2Header.check(image);

        // Then
        assertThat(check)
                .isInstanceOfSatisfying(
                        ImageCheck.Rejected.class, r -> assertThat(r.reason()).contains("another file"));
    }

    @Test
    void A18_aDataFileNameWithoutItsFeatureBitIsRefused() {
        // Given a header that hides the name of a data file behind a cleared bit
        var header = plain();
        header.putInt(104, 0x44415441).putInt(108, 11).put(112, "/etc/shadow".getBytes(StandardCharsets.US_ASCII));

        // When
        var check = Qcow2Header.check(header, SIZE);

        // Then
        assertThat(check).isInstanceOf(ImageCheck.Rejected.class);
    }

    @Test
    void A18_otherFormatsAreRefused() throws Exception {
        // Given
        var raw = make("create", "-f", "raw", "OUT", "1M");
        var vmdk = make("create", "-f", "vmdk", "-o", "subformat=monolithicFlat", "OUT", "1M");
        var encrypted = Files.write(directory.resolve("short"), new byte[] {'Q', 'F', 'I', (byte) 0xfb});

        // When, Then
        for (var image : List.of(raw, vmdk, encrypted)) {
            assertThat(Qcow2Header.check(image)).isEqualTo(new ImageCheck.Rejected("it is not a qcow2 image"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4,4,unknown version",
        "32,1,encrypted",
        "20,8,clusters too small",
        "20,22,clusters too large",
        "72,0x40000000,unknown feature",
        "76,1,dirty",
        "76,2,corrupt",
        "76,4,data file",
        "100,96,header too short",
        "100,8192,header too long",
        "36,0,no L1 table",
        "36,0x7fffffff,huge L1 table",
        "24,0x7fffffff,huge size",
        "44,0x10001,unaligned table"
    })
    void aFieldOutOfRangeIsRefused(int at, String value, String what) {
        // Given
        var header = plain().putInt(at, Integer.decode(value));

        // When
        var check = Qcow2Header.check(header, SIZE);

        // Then
        assertThat(check).as(what).isInstanceOf(ImageCheck.Rejected.class);
    }

    @Test
    void theHeaderTheOthersAreMadeFromIsTaken() {
        assertThat(Qcow2Header.check(plain(), SIZE)).isEqualTo(new ImageCheck.Plain(3, SIZE));
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "71", "72", "103", "104", "110"})
    void aTruncatedHeaderIsRefused(int length) {
        // Given
        var header = plain().limit(length);

        // When
        var check = Qcow2Header.check(header, length);

        // Then
        assertThat(check).isInstanceOf(ImageCheck.Rejected.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void garbageIsJudgedAndNeverFails(long seed) {
        // Given a good header with some bytes thrown over
        var random = new SplittableRandom(seed);
        var header = plain();
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            header.put(random.nextInt(header.limit()), (byte) random.nextInt());
        }
        header.limit(random.nextInt(header.capacity() + 1));

        // When
        var check = Qcow2Header.check(header, random.nextLong(1 << 30));

        // Then
        assertThat(check).isNotNull();
    }

    /** A version 3 header of 64 MiB with clusters of 64 KiB and no extensions. */
    private static ByteBuffer plain() {
        return ByteBuffer.allocate(4096)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, SIZE)
                .putInt(36, 1)
                .putLong(40, 3 << 16)
                .putLong(48, 1 << 16)
                .putInt(56, 1)
                .putInt(96, 4)
                .putInt(100, 104);
    }

    private Path make(String... arguments) throws IOException, InterruptedException {
        var out = directory.resolve("image-" + Files.list(directory).count());
        var command = new ArrayList<>(List.of("qemu-img"));
        for (var argument : arguments) {
            command.add(argument.equals("OUT") ? out.toString() : argument);
        }
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException e) {
            Needs.abort("libvirt", "qemu-img is not installed, so its images are not tested");
        }
        return out;
    }
}
