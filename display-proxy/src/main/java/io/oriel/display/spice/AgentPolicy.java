package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.display.relay.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

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
    private static final int FILE_START = 10;
    private static final int FILE_STATUS = 11;
    private static final int FILE_DATA = 12;
    private static final Set<Integer> FILES = Set.of(FILE_START, FILE_STATUS, FILE_DATA);
    private static final int FILE_STATUS_DISABLED = 7;

    private final Map<Integer, Passage> forbidden;
    private final Consumer<Passage> refused;
    private long missing;
    private boolean dropping;

    private AgentPolicy(ChannelPolicy policy, Passage offers, Passage requests, Consumer<Passage> refused) {
        var types = new HashMap<Integer, Passage>();
        if (!policy.permits(offers)) {
            Set.of(CLIPBOARD, CLIPBOARD_GRAB, CLIPBOARD_RELEASE).forEach(type -> types.put(type, offers));
        }
        if (!policy.permits(requests)) {
            types.put(CLIPBOARD_REQUEST, requests);
        }
        if (!policy.permits(Passage.FILES)) {
            FILES.forEach(type -> types.put(type, Passage.FILES));
        }
        this.forbidden = Map.copyOf(types);
        this.refused = refused;
    }

    /** @param refused told of every message that is dropped */
    static AgentPolicy toDesktop(ChannelPolicy policy, Consumer<Passage> refused) {
        return new AgentPolicy(policy, Passage.CLIPBOARD_TO_DESKTOP, Passage.CLIPBOARD_TO_CLIENT, refused);
    }

    /** As {@link #toDesktop}, for the other direction. */
    static AgentPolicy toClient(ChannelPolicy policy, Consumer<Passage> refused) {
        return new AgentPolicy(policy, Passage.CLIPBOARD_TO_CLIENT, Passage.CLIPBOARD_TO_DESKTOP, refused);
    }

    /** Whether this policy forbids anything the agent carries. */
    static boolean restricts(ChannelPolicy policy) {
        return !policy.clipboardToDesktop() || !policy.clipboardToClient() || !policy.files();
    }

    /** Whether there is anything to look for. */
    boolean restricts() {
        return !forbidden.isEmpty();
    }

    /** The agent went away or came: what was begun will not be finished. */
    void reset() {
        missing = 0;
    }

    /** Where the stream is: how many bytes of the message are still to come, and whether they go nowhere. */
    record Position(long missing, boolean dropping) {}

    Position position() {
        return new Position(missing, dropping);
    }

    /** Goes on where another link has stopped. */
    void resume(Position at) {
        missing = at.missing();
        dropping = at.dropping();
    }

    /** Whether the next chunk begins a message. */
    boolean betweenMessages() {
        return missing == 0;
    }

    /** The number of the file whose transfer this chunk begins and policy forbids; its sender waits for an answer. */
    OptionalInt declinedFile(ByteBuf in, int at, int length) {
        return missing == 0
                        && length >= HEAD_LENGTH + 4
                        && in.getIntLE(at + 4) == FILE_START
                        && forbidden.containsKey(FILE_START)
                ? OptionalInt.of(in.getIntLE(at + HEAD_LENGTH))
                : OptionalInt.empty();
    }

    /** The agent's answer that it takes no files (VD_AGENT_FILE_XFER_STATUS). */
    static ByteBuf fileDeclined(ByteBuf out, int file) {
        return out.writeIntLE(1)
                .writeIntLE(FILE_STATUS)
                .writeLongLE(0)
                .writeIntLE(8)
                .writeIntLE(file)
                .writeIntLE(FILE_STATUS_DISABLED);
    }

    /** Whether this chunk may pass; every chunk of a message gets the same answer. */
    boolean passes(ByteBuf in, int at, int length) {
        if (missing == 0) {
            if (length < HEAD_LENGTH) {
                throw new ProtocolException("agent message without its head");
            }
            var passage = forbidden.get(in.getIntLE(at + 4));
            dropping = passage != null;
            if (passage != null) {
                refused.accept(passage);
            }
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
