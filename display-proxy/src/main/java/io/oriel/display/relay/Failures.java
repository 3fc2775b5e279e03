package io.oriel.display.relay;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.oriel.display.grant.CloseReason;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an exception in a channel means. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Why a client's connection ends. */
    static CloseReason ofClient(Throwable cause) {
        return switch (unwrapped(cause)) {
            case ProtocolException _, TooLongFrameException _, DecoderException _ -> CloseReason.PROTOCOL_VIOLATION;
            case SSLException _ -> CloseReason.TLS_FAILED;
            case IOException _, PrematureChannelClosureException _ -> CloseReason.CLIENT_CLOSED;
            case Throwable unexpected -> {
                log.atError().setCause(unexpected).log("unexpected failure of a client connection");
                yield CloseReason.PROTOCOL_VIOLATION;
            }
        };
    }

    /** Whether the console showed another key than its host's. */
    static boolean isWrongKey(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof PinnedTrust.WrongKeyException) {
                return true;
            }
        }
        return false;
    }

    /** A codec wraps what its peer's bytes made it throw. */
    private static Throwable unwrapped(Throwable cause) {
        var inner = cause.getCause();
        return cause instanceof DecoderException && inner != null ? inner : cause;
    }
}
