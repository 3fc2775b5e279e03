package io.oriel.host.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareIdTest {

    @TempDir
    Path directory;

    @Test
    void firmwareComesFirstThenTheMachineIdThenNothing() throws IOException {
        // Given
        var product = Files.writeString(directory.resolve("product"), "4C4C4544-0037-3510-8054-B4C04F435931\n");
        var machine = Files.writeString(directory.resolve("machine"), "0123456789abcdef0123456789abcdef\n");
        var none = directory.resolve("none");

        // Then
        assertThat(HardwareId.read(product, machine)).isEqualTo("4c4c4544-0037-3510-8054-b4c04f435931");
        assertThat(HardwareId.read(none, machine)).isEqualTo("01234567-89ab-cdef-0123-456789abcdef");
        assertThat(HardwareId.read(none, none)).isEqualTo("00000000-0000-0000-0000-000000000000");
        assertThat(HardwareId.read()).isEqualTo(HardwareId.read());
    }
}
