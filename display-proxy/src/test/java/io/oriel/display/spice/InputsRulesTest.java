package io.oriel.display.spice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.oriel.display.relay.Frames;
import io.oriel.display.relay.Sessions;
import io.oriel.display.rig.Chunks;
import io.oriel.display.rig.Hex;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages of the inputs channel say that a person is there; mini headers. */
class InputsRulesTest {
    private long now = 1_000_000;

    private long idleAfter(String hex) {
        var session = Sessions.at(() -> Instant.ofEpochMilli(now));
        var channel = new EmbeddedChannel(new Frames(new InputsRules(new SpiceHead(true), session.one())));
        now += 20_000;
        channel.writeInbound(Hex.buffer(hex));
        assertThat(Chunks.read(channel)).isEqualTo(Hex.bytes(hex));
        return session.idleSeconds();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6500 04000000 1e000000", // KEY_DOWN
                "6600 04000000 1e000000", // KEY_UP
                "6800 02000000 1e9e", // KEY_SCANCODE
                "6f00 0a000000 01000000 02000000 0000", // MOUSE_MOTION
                "7000 0b000000 01000000 02000000 0000 00", // MOUSE_POSITION
                "7100 03000000 01 0000", // MOUSE_PRESS
                "7200 03000000 01 0000", // MOUSE_RELEASE
            })
    void keysAndPointerEndIdleness(String hex) {
        assertThat(idleAfter(hex)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100 04000000 01000000", // ACK_SYNC
                "0200 00000000", // ACK
                "0300 0c000000 01000000 0000000000000000", // PONG
                "6700 02000000 0200", // KEY_MODIFIERS: the lock keys, which a client sends by itself
            })
    void whatAClientSendsByItselfDoesNot(String hex) {
        assertThat(idleAfter(hex)).isEqualTo(20);
    }

    @Test
    void aKeyBehindAnAckCounts() {
        assertThat(idleAfter("0200 00000000 6500 04000000 1e000000 0200 00000000"))
                .isZero();
    }
}
