package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.VmId;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialLogsTest {
    private final VmId vm = new VmId(UUID.randomUUID());

    @TempDir
    Path directory;

    @Test
    void aStartBeginsAnEmptyLog() throws Exception {
        // Given
        var logs = new SerialLogs(directory.resolve("serial"));
        logs.prepare(vm);
        Files.writeString(logs.file(vm), "the last run");

        // When
        logs.prepare(vm);

        // Then
        assertThat(logs.file(vm)).isEmptyFile();
    }

    @Test
    void aGuestThatWritesWithoutEndFillsNothing() throws Exception {
        // Given a writer as qemu is one, and a log beyond the limit
        var logs = new SerialLogs(directory);
        logs.prepare(vm);
        try (var guest = Files.newOutputStream(logs.file(vm), StandardOpenOption.APPEND);
                var large = new RandomAccessFile(logs.file(vm).toFile(), "rw")) {
            large.setLength(SerialLogs.LARGEST + 1);

            // When
            logs.trim();
            guest.write('x');

            // Then
            assertThat(logs.file(vm)).hasContent("x");
        }
    }

    @Test
    void othersLogsAndAbsentDirectoriesAreLeftAlone() throws Exception {
        // Given
        var logs = new SerialLogs(directory);
        logs.prepare(vm);
        Files.writeString(logs.file(vm), "small");

        // When
        logs.trim();
        logs.discard(new VmId(UUID.randomUUID()));
        new SerialLogs(directory.resolve("absent")).trim();

        // Then
        assertThat(logs.file(vm)).hasContent("small");
    }
}
