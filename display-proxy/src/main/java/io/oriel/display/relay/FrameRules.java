package io.oriel.display.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Where the messages of a byte stream begin, and which of them may pass. Called by {@link Frames}. */
public interface FrameRules {

    /** What becomes of a message, told from its head alone. */
    enum Verdict {
        /** It goes on as it is, without being gathered. */
        PASS,
        /** It is gathered whole, then {@link FrameRules#rewrite} decides. */
        HOLD,
        /** It goes nowhere. */
        DROP
    }

    /**
     * How many bytes of a message must be seen to judge it. May grow with what is known, and is then asked again.
     *
     * @param at index of the message's first byte
     * @param known bytes readable from there
     */
    int headLength(ByteBuf in, int at, int known);

    /** Length of the whole message, head included. */
    long length(ByteBuf in, int at);

    /** What becomes of it; throws {@link ProtocolException} when it is not of the protocol. */
    Verdict judge(ByteBuf in, int at, long length);

    /**
     * Decides on a gathered message.
     *
     * @param message the whole of it; owned by the callee, which returns it or releases it
     * @return what goes on in its place, or null
     */
    @Nullable
    ByteBuf rewrite(ByteBuf message);
}
