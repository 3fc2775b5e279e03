package io.oriel.display.spice;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.Ticket;
import io.oriel.display.relay.Bytes;
import java.security.KeyPair;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TicketKeysTest {
    private static final TicketKeys KEYS = new TicketKeys();

    @AfterAll
    static void stop() {
        KEYS.close();
    }

    private static Bytes shown(KeyPair key) {
        return new Bytes(key.getPublic().getEncoded());
    }

    @Test
    void theKeyIsWhatTheProtocolHasRoomFor() {
        assertThat(KEYS.any().getPublic().getEncoded()).hasSize(SpiceProtocol.PUBLIC_KEY_LENGTH);
    }

    @Test
    void aTicketComesBackWhole() {
        // Given
        var ticket = Ticket.random(new SecureRandom());
        var key = KEYS.any();
        // When
        var cipherText = TicketKeys.encrypt(shown(key), ticket.value()).orElseThrow();
        // Then
        assertThat(cipherText.toArray()).hasSize(SpiceProtocol.TICKET_LENGTH);
        assertThat(TicketKeys.decrypt(key, cipherText)).contains(ticket.value());
    }

    @Test
    void A9_everyFlippedBitSpoilsTheCipherText() {
        // Given
        var key = KEYS.any();
        var cipherText =
                TicketKeys.encrypt(shown(key), "t".repeat(43)).orElseThrow().toArray();
        for (int bit = 0; bit < cipherText.length * 8; bit += 7) {
            var spoilt = cipherText.clone();
            spoilt[bit / 8] ^= (byte) (1 << bit % 8);
            // Then
            assertThat(TicketKeys.decrypt(key, new Bytes(spoilt))).isEmpty();
        }
    }

    @Test
    void aServersKeyThatIsNoneIsNotUsed() {
        assertThat(TicketKeys.encrypt(new Bytes(new byte[SpiceProtocol.PUBLIC_KEY_LENGTH]), "p"))
                .isEmpty();
    }
}
