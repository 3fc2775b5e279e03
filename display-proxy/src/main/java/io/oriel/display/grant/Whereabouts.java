package io.oriel.display.grant;

/** The answer when a gateway asks which host has the desktop of a live session, or is about to have it. */
public sealed interface Whereabouts {

    /**
     * It is there, or is on its way there.
     *
     * @param address the host's address, from its confirmed row
     * @param pin SHA-256 of the display certificate's public key, lower-case hex; empty when its displays are plain
     */
    record At(String address, String pin) implements Whereabouts {}

    /** The session is over. */
    record Closed() implements Whereabouts {}

    /** It is on no host now, or nobody can say. */
    record Unknown(String why) implements Whereabouts {}
}
