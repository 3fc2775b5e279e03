package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The head of every message after the link: {@code u16 type, u32 size} when both sides have MINI_HEADER, else
 * {@code u64 serial, u16 type, u32 size, u32 sub_list}. The size is the body's.
 */
record SpiceHead(boolean mini) {

    int length() {
        return mini ? 6 : 18;
    }

    int type(ByteBuf in, int at) {
        return in.getUnsignedShortLE(mini ? at : at + 8);
    }

    long size(ByteBuf in, int at) {
        return in.getUnsignedIntLE(mini ? at + 2 : at + 10);
    }

    void resize(ByteBuf message, int at, int size) {
        message.setIntLE(mini ? at + 2 : at + 10, size);
    }

    /** Words for the person (SPICE_MSG_NOTIFY), important. Only where there are mini headers. */
    static ByteBuf notice(ByteBuf out, String words) {
        var text = words.getBytes(StandardCharsets.UTF_8);
        return out.writeShortLE(SpiceProtocol.MSG_NOTIFY)
                .writeIntLE(24 + text.length + 1)
                .writeLongLE(0) // no server's clock to tell
                .writeIntLE(SpiceProtocol.NOTIFY_WARN)
                .writeIntLE(SpiceProtocol.NOTIFY_HIGH)
                .writeIntLE(0)
                .writeIntLE(text.length)
                .writeBytes(text)
                .writeByte(0);
    }

    /** Whether the message is not cut into sub-messages, which only the long head can say. */
    boolean isOnePart(ByteBuf in, int at) {
        return mini || in.getIntLE(at + 14) == 0;
    }

    /** A message with a body of one word. Only where there are mini headers: a serial cannot be made up. */
    static ByteBuf word(ByteBuf out, int type, int word) {
        return out.writeShortLE(type).writeIntLE(4).writeIntLE(word);
    }
}
