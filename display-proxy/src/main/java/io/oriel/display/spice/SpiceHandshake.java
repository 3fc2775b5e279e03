package io.oriel.display.spice;

import java.security.KeyPair;

/**
 * Where a client's link stands.
 *
 * <pre>
 *   AwaitingLink ──link, AUTH_SELECTION──▶ AwaitingMechanism ──1──▶ AwaitingTicket ──ticket──▶ Shown
 *         └──────────link, without────────────────────────────────────▲
 * </pre>
 */
sealed interface SpiceHandshake {

    /** Nothing has come. */
    record AwaitingLink() implements SpiceHandshake {
        SpiceHandshake linked(SpiceMessage.Link link, KeyPair key) {
            return link.offers(SpiceProtocol.CAP_AUTH_SELECTION)
                    ? new AwaitingMechanism(link, key)
                    : new AwaitingTicket(link, key);
        }
    }

    /** The link is answered; the client chooses how to authenticate. */
    record AwaitingMechanism(SpiceMessage.Link link, KeyPair key) implements SpiceHandshake {
        AwaitingTicket chosen() {
            return new AwaitingTicket(link, key);
        }
    }

    /** The client encrypts its ticket with the key it was shown. */
    record AwaitingTicket(SpiceMessage.Link link, KeyPair key) implements SpiceHandshake {
        Shown shown() {
            return new Shown(link);
        }
    }

    /** The ticket is with the relay. */
    record Shown(SpiceMessage.Link link) implements SpiceHandshake {}
}
