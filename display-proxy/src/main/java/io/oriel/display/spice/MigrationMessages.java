package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.relay.PublicAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The messages that send a client to another host: MIGRATE_BEGIN, MIGRATE_BEGIN_SEAMLESS and MIGRATE_SWITCH_HOST.
 *
 * <p>Body, as in spice-common's {@code spice.proto}: {@code u16 port, u16 tls_port, u32 host_size, u32 host_offset, u32
 * subject_size, u32 subject_offset}, for seamless {@code u32 version}, then the strings with their NUL; offsets count from
 * the body's begin. Pure.
 */
final class MigrationMessages {
    private static final int FIXED = 20;
    private static final int SEAMLESS_FIXED = 24;
    private static final Set<Integer> TYPES = Set.of(
            SpiceProtocol.MSG_MAIN_MIGRATE_BEGIN,
            SpiceProtocol.MSG_MAIN_MIGRATE_BEGIN_SEAMLESS,
            SpiceProtocol.MSG_MAIN_MIGRATE_SWITCH_HOST);

    private final SpiceHead head;
    private final PublicAddress ours;

    MigrationMessages(SpiceHead head, PublicAddress ours) {
        this.head = head;
        this.ours = ours;
    }

    /** Whether a main message of this type names a host. */
    static boolean nameAHost(int type) {
        return TYPES.contains(type);
    }

    /** The port of the display on the other host; the secured one if there is any. */
    int port(ByteBuf message) {
        int body = message.readerIndex() + head.length();
        int secured = message.getUnsignedShortLE(body + 2);
        return secured != 0 ? secured : message.getUnsignedShortLE(body);
    }

    /** Whether the message is whole and of one part. */
    void check(ByteBuf message) {
        int at = message.readerIndex();
        if (message.readableBytes() < head.length() + fixed(head.type(message, at)) || !head.isOnePart(message, at)) {
            throw new ProtocolException("migration message");
        }
    }

    /**
     * The same message with this gateway in the other host's place. No certificate subject: the client then verifies the
     * gateway's name, as it did when it came.
     */
    ByteBuf toUs(ByteBuf message, ByteBuf out) {
        int at = message.readerIndex();
        int type = head.type(message, at);
        int fixed = fixed(type);
        var host = ours.name().getBytes(StandardCharsets.UTF_8);
        out.writeBytes(message, at, head.length());
        head.resize(out, out.readerIndex(), fixed + host.length + 1);
        out.writeShortLE(0).writeShortLE(ours.port());
        out.writeIntLE(host.length + 1).writeIntLE(fixed).writeIntLE(0).writeIntLE(0);
        if (fixed == SEAMLESS_FIXED) {
            out.writeBytes(message, at + head.length() + FIXED, 4);
        }
        return out.writeBytes(host).writeByte(0);
    }

    private static int fixed(int type) {
        return type == SpiceProtocol.MSG_MAIN_MIGRATE_BEGIN_SEAMLESS ? SEAMLESS_FIXED : FIXED;
    }
}
