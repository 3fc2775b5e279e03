package io.oriel.display.rfb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.rfb.RfbDecoder.Expected;
import io.oriel.display.rig.Chunks;
import io.oriel.display.rig.Hex;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RfbCodecTest {
    private static Object decoded(Expected expected, String hex) {
        var channel = new EmbeddedChannel(new RfbDecoder(expected));
        channel.writeInbound(Hex.buffer(hex));
        var message = channel.readInbound();
        channel.finishAndReleaseAll();
        return message;
    }

    @Test
    void qemusHandshakeIsRead() {
        // Captured from qemu 7.2.22 with password-secret.
        assertThat(decoded(Expected.VERSION, "524642203030332e3030380a")).isEqualTo(new RfbMessage.Version(3, 8));
        assertThat(decoded(Expected.SECURITY_TYPES, "01 02")).isEqualTo(new RfbMessage.SecurityTypes(List.of(2)));
        assertThat(decoded(Expected.SECURITY_RESULT, "00000000")).isEqualTo(new RfbMessage.SecurityResult(0));
        assertThat(decoded(Expected.VENCRYPT_TYPES, "01 00000105"))
                .isEqualTo(new RfbMessage.VencryptTypes(List.of(RfbProtocol.VENCRYPT_X509_VNC)));
    }

    @Test
    void aChallengeIsAnsweredAsOpensslWouldAndQemuTook() {
        // A challenge of qemu 7.2.22; the answer by openssl's des-ecb with the bits of "abcdefgh" reversed, which it
        // took.
        assertThat(RfbProtocol.answer("abcdefgh", Hex.bytes("921dd83eb1a246b59c0924de45591a43")))
                .isEqualTo(Hex.bytes("e81670b677283567b8d42c091571bf69"));
    }

    @Test
    void onlyTheFirstEightCharactersCount() {
        var challenge = Hex.bytes("921dd83eb1a246b59c0924de45591a43");
        assertThat(RfbProtocol.answer("abcdefghij", challenge)).isEqualTo(RfbProtocol.answer("abcdefgh", challenge));
    }

    @ParameterizedTest
    @ValueSource(strings = {"524642203030332e3030380d", "474554202f20485454502f31", "52464220ffffff2e3030380a"})
    void whatIsNoVersionIsRefused(String hex) {
        var channel = new EmbeddedChannel(new RfbDecoder(Expected.VERSION));
        assertThatThrownBy(() -> channel.writeInbound(Hex.buffer(hex)))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(ProtocolException.class);
        Chunks.end(channel);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("io.oriel.display.rig.Seeds#all")
    void garbageEndsInAProtocolExceptionOrInSilence(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var bytes = new byte[random.nextInt(80)];
        random.nextBytes(bytes);
        var channel = new EmbeddedChannel(new RfbDecoder(Expected.values()[random.nextInt(Expected.values().length)]));
        // When
        var thrown = catchThrowable(() -> {
            Chunks.feed(channel, bytes, random);
            channel.finishAndReleaseAll();
        });
        Chunks.end(channel);
        // Then
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(DecoderException.class).hasCauseInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void bytesBeforeTheirTurnWaitAndGoOnWhenTheHandshakeIsTakenOut() {
        // Given
        var decoder = new RfbDecoder(Expected.NOTHING);
        var channel = new EmbeddedChannel(decoder);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
        // When
        channel.pipeline().remove(decoder);
        // Then
        assertThat(Chunks.read(channel)).containsExactly(1, 2, 3);
    }
}
