package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.oriel.display.relay.FrameRules;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.ProtocolException;

/**
 * The client's keys and pointer: all pass, and each says that the person is there. The state of the lock keys does not:
 * a client sends it by itself, when its window comes to the front or the guest has changed it.
 */
final class InputsRules implements FrameRules {
    private static final int LARGEST = 4_096;

    private final SpiceHead head;
    private final GatewaySession session;

    InputsRules(SpiceHead head, GatewaySession session) {
        this.head = head;
        this.session = session;
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
        if (length > LARGEST) {
            throw new ProtocolException("inputs message too long");
        }
        switch (head.type(in, at)) {
            case SpiceProtocol.MSGC_INPUTS_KEY_DOWN,
                    SpiceProtocol.MSGC_INPUTS_KEY_UP,
                    SpiceProtocol.MSGC_INPUTS_KEY_SCANCODE,
                    SpiceProtocol.MSGC_INPUTS_MOUSE_MOTION,
                    SpiceProtocol.MSGC_INPUTS_MOUSE_POSITION,
                    SpiceProtocol.MSGC_INPUTS_MOUSE_PRESS,
                    SpiceProtocol.MSGC_INPUTS_MOUSE_RELEASE -> session.touched();
            default -> {} // acks, pongs, lock keys
        }
        return Verdict.PASS;
    }

    @Override
    public ByteBuf rewrite(ByteBuf message) {
        return message;
    }
}
