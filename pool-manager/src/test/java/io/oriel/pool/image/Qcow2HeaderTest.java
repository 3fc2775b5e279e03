package io.oriel.pool.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.image.Qcow2Header.Verdict;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Qcow2HeaderTest {

    static Stream<Arguments> badHeaders() {
        return Stream.of(
                bad("not a qcow2 image", header -> header.putInt(0, 0x7f454c46)),
                bad("version 4", header -> header.putInt(4, 4)),
                bad("backing file", header -> header.putLong(8, 112)),
                bad("encrypted", header -> header.putInt(32, 2)),
                bad("cluster size", header -> header.putInt(20, 40)),
                bad("size makes no sense", header -> header.putLong(24, 0)),
                bad("size makes no sense", header -> header.putLong(24, -1)),
                bad("data in another file", header -> header.putLong(72, 1 << 2)),
                bad("corrupt", header -> header.putLong(72, 1 << 1)),
                bad("features that are not known", header -> header.putLong(72, 1L << 40)),
                bad("header length", header -> header.putInt(100, 7)),
                bad(
                        "speaks of a backing file",
                        header -> header.putInt(104, 0xe2792aca).putInt(108, 5)),
                bad(
                        "names another file",
                        header -> header.putInt(104, 0x44415441).putInt(108, 5)),
                bad(
                        "extensions make no sense",
                        header -> header.putInt(104, 0x6803f857).putInt(108, -8)),
                bad("cut off", header -> header.limit(80)),
                bad("cut off", header -> header.limit(104)));
    }

    private static Arguments bad(String reason, Consumer<ByteBuffer> change) {
        return Arguments.of(reason, change);
    }

    @ParameterizedTest(name = "A18_{0}")
    @MethodSource("badHeaders")
    void A18_anImageThatMayNotBeUsedIsRefusedWithItsReason(String reason, Consumer<ByteBuffer> change) {
        // Given
        var header = plain();
        change.accept(header);
        // When
        var verdict = Qcow2Header.check(header);
        // Then
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Bad.class, bad -> assertThat(bad.reason()).contains(reason));
    }

    @Test
    void aPlainImageIsGood() {
        assertThat(Qcow2Header.check(plain())).isEqualTo(new Verdict.Good(1 << 20));
        assertThat(Qcow2Header.check(plain().putInt(4, 2).putInt(72, 0))).isEqualTo(new Verdict.Good(1 << 20));
    }

    @Test
    void extensionsThatNameNoFileArePassedOver() {
        // Given
        var header = plain().putInt(104, 0x6803f857).putInt(108, 5).putInt(120, 0);
        // When
        var verdict = Qcow2Header.check(header);
        // Then
        assertThat(verdict).isInstanceOf(Verdict.Good.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void anyBytesGiveAVerdict(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var header = plain();
        for (int i = 0; i < 8; i++) {
            header.put(random.nextInt(header.capacity()), (byte) random.nextInt());
        }
        header.limit(random.nextInt(header.capacity() + 1));
        // When
        var verdict = Qcow2Header.check(header);
        // Then
        assertThat(verdict).isNotNull();
    }

    private static ByteBuffer plain() {
        return ByteBuffer.allocate(256)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, 1 << 20)
                .putInt(100, 104);
    }
}
