package io.oriel.host.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PictureTest {

    static Stream<int[]> sizes() {
        return Stream.of(new int[] {1, 1}, new int[] {3, 7}, new int[] {720, 400}, new int[] {1920, 1080});
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anotherDecoderSeesTheSamePixels(int[] size) throws Exception {
        // Given noise, which compresses to more than it was
        var random = new Random(42);
        var picture = new Picture(size[0], size[1]);
        for (int y = 0; y < size[1]; y++) {
            for (int x = 0; x < size[0]; x++) {
                picture.set(x, y, random.nextInt(1 << 24));
            }
        }

        // When
        var seen = ImageIO.read(new ByteArrayInputStream(picture.png()));

        // Then
        assertThat(seen.getWidth()).isEqualTo(size[0]);
        assertThat(seen.getHeight()).isEqualTo(size[1]);
        for (int y = 0; y < size[1]; y++) {
            for (int x = 0; x < size[0]; x++) {
                assertThat(seen.getRGB(x, y) & 0xffffff).isEqualTo(picture.at(x, y));
            }
        }
    }

    @Test
    void aPpmIsRead() {
        // Given pixels that look like blanks and digits
        var ppm = ppm("P6\n2 1\n255\n", 0x20, 0x0a, 0x31, 0xff, 0x00, 0x80);

        // When
        var picture = Picture.fromPpm(ppm);

        // Then
        assertThat(picture.width()).isEqualTo(2);
        assertThat(picture.at(0, 0)).isEqualTo(0x200a31);
        assertThat(picture.at(1, 0)).isEqualTo(0xff0080);
    }

    @Test
    void whatIsNoPpmIsRefused() {
        for (var bad : new byte[][] {
            {},
            ppm("P5\n1 1\n255\n", 0),
            ppm("P6\n1 1\n255\n", 0, 0),
            ppm("P6\n99999 99999\n255\n"),
            ppm("P6\nx 1\n255\n")
        }) {
            assertThatThrownBy(() -> Picture.fromPpm(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] ppm(String header, int... pixels) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        Arrays.stream(pixels).forEach(out::write);
        return out.toByteArray();
    }
}
