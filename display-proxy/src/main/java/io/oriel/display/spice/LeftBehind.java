package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.oriel.display.relay.FrameRules;

/**
 * The console's main channel towards a client that cannot follow a move (spice-html5 knows none of these messages): it
 * hears of none, and when the desktop runs on its new host, someone must end its session so that it comes again.
 */
final class LeftBehind implements FrameRules {
    private final SpiceHead head;
    private final Runnable moved;

    /** @param moved called when the console says that it has gone; in the middle of a read */
    LeftBehind(SpiceHead head, Runnable moved) {
        this.head = head;
        this.moved = moved;
    }

    @Override
    public int headLength(ByteBuf in, int at, int known) {
        return head.length();
    }

    @Override
    public long length(ByteBuf in, int at) {
        return head.length() + head.size(in, at);
    }

    @Override
    public Verdict judge(ByteBuf in, int at, long length) {
        return switch (head.type(in, at)) {
            case SpiceProtocol.MSG_MAIN_MIGRATE_SWITCH_HOST -> {
                moved.run();
                yield Verdict.DROP;
            }
            case SpiceProtocol.MSG_MAIN_MIGRATE_BEGIN, SpiceProtocol.MSG_MAIN_MIGRATE_BEGIN_SEAMLESS -> Verdict.DROP;
            default -> Verdict.PASS;
        };
    }

    @Override
    public ByteBuf rewrite(ByteBuf message) {
        return message;
    }
}
