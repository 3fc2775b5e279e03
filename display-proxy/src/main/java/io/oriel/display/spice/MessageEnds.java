package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Walks along a stream of messages that comes in pieces, reading nothing but their heads. */
final class MessageEnds {
    private final SpiceHead head;
    private final ByteBuf known = Unpooled.buffer(18, 18);
    private long missing;

    MessageEnds(SpiceHead head) {
        this.head = head;
    }

    /** Whether one message has ended and the next has not begun. */
    boolean between() {
        return missing == 0 && !known.isReadable();
    }

    /** Goes on in these bytes: how many of them, never beyond the end of a message. */
    int step(ByteBuf in, int at, int readable) {
        if (missing > 0) {
            int step = (int) Math.min(missing, readable);
            missing -= step;
            return step;
        }
        if (!known.isReadable() && readable >= head.length()) {
            missing = head.size(in, at);
            return head.length();
        }
        int step = Math.min(head.length() - known.readableBytes(), readable);
        known.writeBytes(in, at, step);
        if (known.readableBytes() == head.length()) {
            missing = head.size(known, 0);
            known.clear();
        }
        return step;
    }
}
