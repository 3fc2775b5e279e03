package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.relay.ProtocolException;
import java.util.HashSet;
import java.util.Set;

/**
 * Drops the clipboard and file messages policy forbids from one direction of the guest agent's stream.
 *
 * <p>A VDAgentMessage ({@code u32 protocol, u32 type, u64 opaque, u32 size}, then data) is cut into chunks of up to 2048
 * bytes, each the body of one AGENT_DATA; its head is whole in the first.
 */
final class AgentPolicy {
    private static final int HEAD_LENGTH = 20;
    private static final int CLIPBOARD = 4;
    private static final int CLIPBOARD_GRAB = 7;
    private static final int CLIPBOARD_REQUEST = 8;
    private static final int CLIPBOARD_RELEASE = 9;
    private static final Set<Integer> FILES = Set.of(10, 11, 12);

    private final Set<Integer> forbidden;
    private long missing;
    private boolean dropping;

    private AgentPolicy(boolean offers, boolean requests, boolean files) {
        var types = new HashSet<Integer>();
        if (!offers) {
            types.addAll(Set.of(CLIPBOARD, CLIPBOARD_GRAB, CLIPBOARD_RELEASE));
        }
        if (!requests) {
            types.add(CLIPBOARD_REQUEST);
        }
        if (!files) {
            types.addAll(FILES);
        }
        forbidden = Set.copyOf(types);
    }

    static AgentPolicy toDesktop(ChannelPolicy policy) {
        return new AgentPolicy(policy.clipboardToDesktop(), policy.clipboardToClient(), policy.files());
    }

    static AgentPolicy toClient(ChannelPolicy policy) {
        return new AgentPolicy(policy.clipboardToClient(), policy.clipboardToDesktop(), policy.files());
    }

    /** Whether there is anything to look for. */
    boolean restricts() {
        return !forbidden.isEmpty();
    }

    /** The agent went away or came: what was begun will not be finished. */
    void reset() {
        missing = 0;
    }

    /** Whether this chunk may pass; every chunk of a message gets the same answer. */
    boolean passes(ByteBuf in, int at, int length) {
        if (missing == 0) {
            if (length < HEAD_LENGTH) {
                throw new ProtocolException("agent message without its head");
            }
            dropping = forbidden.contains(in.getIntLE(at + 4));
            missing = in.getUnsignedIntLE(at + 16) - (length - HEAD_LENGTH);
        } else {
            missing -= length;
        }
        if (missing < 0) {
            throw new ProtocolException("agent message longer than its head says");
        }
        return !dropping;
    }
}
