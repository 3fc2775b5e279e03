package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.relay.FrameRules;
import io.oriel.display.relay.Frames;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.ProtocolException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reads on a session's main channel, in both directions: the session's number, the list of channels,
 * the agent's messages, and where a moving desktop goes.
 *
 * <p>A chunk of the agent that is dropped has cost its sender one token, and the other side will not give it back: so we
 * do, else the agent would stand still after ten chunks.
 */
final class MainChannel {
    private static final int LARGEST = 16 * 1024 * 1024;

    /** Files whose answer waits until the agent has finished a message; what is begun beyond that gets none. */
    private static final int MOST_WAITING = 64;

    private final SpiceHead head;
    private final GatewaySession session;
    private final ChannelPolicy policy;
    private final AgentPolicy toDesktop;
    private final AgentPolicy toClient;
    private final MigrationMessages migration;
    private final Queue<Integer> toDecline = new ArrayDeque<>();
    private boolean arriving;
    private final Frames fromClient = new Frames(new FromClient());
    private final Frames fromConsole = new Frames(new FromConsole());

    MainChannel(SpiceHead head, GatewaySession session) {
        this(head, session, false);
    }

    /** @param arriving whether this is the link to the host to which the desktop is about to move */
    MainChannel(SpiceHead head, GatewaySession session, boolean arriving) {
        this.head = head;
        this.arriving = arriving;
        this.migration = new MigrationMessages(head, session.gateway());
        this.session = session;
        this.policy = session.grant().policy();
        this.toDesktop = AgentPolicy.toDesktop(policy, session::refused);
        this.toClient = AgentPolicy.toClient(policy, session::refused);
    }

    /** Whether this policy needs the agent's messages read, which needs mini headers. */
    static boolean readsAgent(ChannelPolicy policy) {
        return AgentPolicy.restricts(policy);
    }

    Frames fromClient() {
        return fromClient;
    }

    Frames fromConsole() {
        return fromConsole;
    }

    /** Puts words for the person into the stream: viewers log them, and not all show them. */
    void tell(String words) {
        if (head.mini()) {
            fromConsole.inject(SpiceHead.notice(Unpooled.buffer(), words));
        }
    }

    /** The same as a last word, unless the console is in the middle of a message of its own. On the event loop. */
    Optional<ByteBuf> notice(String words) {
        return head.mini() && fromConsole.betweenMessages()
                ? Optional.of(SpiceHead.notice(Unpooled.buffer(), words))
                : Optional.empty();
    }

    private final class FromClient implements FrameRules {
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
            limit(length);
            return switch (head.type(in, at)) {
                case SpiceProtocol.MSGC_MAIN_AGENT_DATA -> toDesktop.restricts() ? Verdict.HOLD : Verdict.PASS;
                case SpiceProtocol.MSGC_MAIN_MIGRATE_CONNECT_ERROR -> {
                    session.moves().calledOff();
                    yield Verdict.PASS;
                }
                default -> Verdict.PASS;
            };
        }

        @Override
        public @Nullable ByteBuf rewrite(ByteBuf message) {
            goOnFromOldHost(message);
            int body = message.readerIndex() + head.length();
            var declined = toDesktop.declinedFile(message, body, message.writerIndex() - body);
            var passed = agent(message, toDesktop, fromConsole, SpiceProtocol.MSG_MAIN_AGENT_TOKEN);
            declined.ifPresent(MainChannel.this::decline);
            return passed;
        }
    }

    private final class FromConsole implements FrameRules {
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
            limit(length);
            return switch (head.type(in, at)) {
                case SpiceProtocol.MSG_MAIN_INIT, SpiceProtocol.MSG_MAIN_CHANNELS_LIST -> Verdict.HOLD;
                case SpiceProtocol.MSG_MAIN_AGENT_DATA -> toClient.restricts() ? Verdict.HOLD : Verdict.PASS;
                // Only the agent's own stream begins anew: spice-server goes on counting what the client has begun, and
                // whoever counts otherwise could be made to take a forbidden message for the rest of a permitted one.
                case SpiceProtocol.MSG_MAIN_AGENT_CONNECTED,
                        SpiceProtocol.MSG_MAIN_AGENT_DISCONNECTED,
                        SpiceProtocol.MSG_MAIN_AGENT_CONNECTED_TOKENS -> {
                    toClient.reset();
                    yield Verdict.PASS;
                }
                // They name a host, which no client may learn: it comes to us again.
                case SpiceProtocol.MSG_MAIN_MIGRATE_BEGIN,
                        SpiceProtocol.MSG_MAIN_MIGRATE_SWITCH_HOST,
                        SpiceProtocol.MSG_MAIN_MIGRATE_BEGIN_SEAMLESS -> Verdict.HOLD;
                case SpiceProtocol.MSG_MAIN_MIGRATE_CANCEL -> {
                    session.moves().calledOff();
                    yield Verdict.PASS;
                }
                case SpiceProtocol.MSG_MIGRATE_DATA -> {
                    session.moves().handOver(new AgentPositions(toDesktop.position(), toClient.position()));
                    yield Verdict.PASS;
                }
                case SpiceProtocol.MSG_NOTIFY -> Verdict.DROP; // a host's own words; clients only log them
                default -> Verdict.PASS;
            };
        }

        @Override
        public @Nullable ByteBuf rewrite(ByteBuf message) {
            return switch (head.type(message, message.readerIndex())) {
                case SpiceProtocol.MSG_MAIN_INIT -> init(message);
                case SpiceProtocol.MSG_MAIN_CHANNELS_LIST -> channels(message);
                case SpiceProtocol.MSG_MAIN_AGENT_DATA -> {
                    goOnFromOldHost(message);
                    var passed = agent(message, toClient, fromClient, SpiceProtocol.MSGC_MAIN_AGENT_TOKEN);
                    declineWaiting();
                    yield passed;
                }
                default -> toUs(message);
            };
        }
    }

    private static void limit(long length) {
        if (length > LARGEST) {
            throw new ProtocolException("main message too long");
        }
    }

    private ByteBuf init(ByteBuf message) {
        if (message.readableBytes() < head.length() + 4) {
            message.release();
            throw new ProtocolException("MAIN_INIT too short");
        }
        session.numbered(message.getIntLE(message.readerIndex() + head.length()));
        arriving = false; // a session that begins anew on the new host
        return message;
    }

    private ByteBuf toUs(ByteBuf message) {
        try {
            migration.check(message);
            int port = migration.port(message);
            if (head.type(message, message.readerIndex()) == SpiceProtocol.MSG_MAIN_MIGRATE_SWITCH_HOST) {
                session.moves().switched(port);
            } else {
                session.moves().announced(port);
            }
            return migration.toUs(message, Unpooled.buffer());
        } finally {
            message.release();
        }
    }

    /**
     * A link to the new host goes on in the middle of the agent's message in which the old one stopped; before it has
     * stopped nothing may be said here, or what policy forbids could be told in two halves.
     */
    private void goOnFromOldHost(ByteBuf message) {
        if (!arriving) {
            return;
        }
        if (!(session.moves().takeOver().orElse(null) instanceof AgentPositions left)) {
            message.release();
            throw new ProtocolException("agent message before the old host has handed over");
        }
        toDesktop.resume(left.toDesktop());
        toClient.resume(left.toClient());
        arriving = false;
    }

    /** {@code u32 n, {u8 type, u8 id}}: without the channels policy forbids, so that the client never tries them. */
    private ByteBuf channels(ByteBuf message) {
        int body = message.readerIndex() + head.length();
        int end = message.writerIndex();
        if (end - body < 4 || message.getUnsignedIntLE(body) * 2 != end - body - 4) {
            message.release();
            throw new ProtocolException("CHANNELS_LIST length");
        }
        int kept = body + 4;
        for (int at = body + 4; at < end; at += 2) {
            if (SpiceProtocol.permits(policy, message.getUnsignedByte(at))) {
                message.setShort(kept, message.getShort(at));
                kept += 2;
            }
        }
        message.writerIndex(kept);
        message.setIntLE(body, (kept - body - 4) / 2);
        head.resize(message, message.readerIndex(), kept - body);
        return message;
    }

    /** Says in the agent's place that it takes no files; else the client would show a transfer that never moves. */
    private void decline(int file) {
        if (toDecline.size() < MOST_WAITING) {
            toDecline.add(file);
        }
        declineWaiting();
    }

    private void declineWaiting() {
        while (toClient.betweenMessages() && !toDecline.isEmpty()) {
            var out = Unpooled.buffer(34)
                    .writeShortLE(SpiceProtocol.MSG_MAIN_AGENT_DATA)
                    .writeIntLE(28);
            fromConsole.inject(AgentPolicy.fileDeclined(out, toDecline.remove()));
        }
    }

    private @Nullable ByteBuf agent(ByteBuf message, AgentPolicy rules, Frames back, int token) {
        boolean passes = false;
        try {
            int body = message.readerIndex() + head.length();
            passes = rules.passes(message, body, message.writerIndex() - body);
        } finally {
            if (!passes) {
                message.release();
            }
        }
        if (passes) {
            return message;
        }
        back.inject(SpiceHead.word(Unpooled.buffer(10), token, 1));
        return null;
    }
}
