package io.oriel.display.relay;

/**
 * The peer's bytes are not the protocol's. Stackless, because hostile input must cost little; the message is ours and
 * never holds what was received.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message, null, false, false);
    }
}
