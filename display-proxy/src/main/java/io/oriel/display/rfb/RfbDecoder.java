package io.oriel.display.rfb;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.oriel.display.relay.Bytes;
import io.oriel.display.relay.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the messages of an RFB handshake, one expected kind at a time. While nothing is expected the bytes wait, and on
 * removal they go on to the next handler.
 */
final class RfbDecoder extends ByteToMessageDecoder {
    private static final int MOST_TYPES = 32;
    private static final int MOST_WAITING = 1024 * 1024;

    /** What is read next. */
    enum Expected {
        VERSION,
        SECURITY_TYPES,
        SECURITY_CHOICE,
        VENCRYPT_VERSION,
        VENCRYPT_ANSWER,
        VENCRYPT_TYPES,
        VENCRYPT_ACCEPTED,
        CHALLENGE,
        SECURITY_RESULT,
        NOTHING
    }

    private Expected expected;

    RfbDecoder(Expected first) {
        this.expected = first;
    }

    void expect(Expected next) {
        expected = next;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int readable = in.readableBytes();
        switch (expected) {
            case VERSION -> version(in, out);
            case SECURITY_TYPES -> securityTypes(in, out);
            case SECURITY_CHOICE -> out.add(new RfbMessage.SecurityChoice(in.readUnsignedByte()));
            case VENCRYPT_VERSION -> {
                if (readable >= 2) {
                    out.add(new RfbMessage.VencryptVersion(in.readUnsignedByte(), in.readUnsignedByte()));
                }
            }
            case VENCRYPT_ANSWER -> out.add(new RfbMessage.VencryptAnswer(in.readUnsignedByte()));
            case VENCRYPT_TYPES -> vencryptTypes(in, out);
            case VENCRYPT_ACCEPTED -> out.add(new RfbMessage.VencryptAccepted(in.readUnsignedByte()));
            case CHALLENGE -> {
                if (readable >= RfbProtocol.CHALLENGE_LENGTH) {
                    var challenge = new byte[RfbProtocol.CHALLENGE_LENGTH];
                    in.readBytes(challenge);
                    out.add(new RfbMessage.Challenge(new Bytes(challenge)));
                }
            }
            case SECURITY_RESULT -> {
                if (readable >= 4) {
                    out.add(new RfbMessage.SecurityResult(in.readInt()));
                }
            }
            case NOTHING -> {
                if (readable > MOST_WAITING) {
                    throw new ProtocolException("too many bytes before the desktop is there");
                }
            }
        }
    }

    private static void version(ByteBuf in, List<Object> out) {
        if (in.readableBytes() < RfbProtocol.VERSION_LENGTH) {
            return;
        }
        var text = in.readCharSequence(RfbProtocol.VERSION_LENGTH, StandardCharsets.US_ASCII)
                .toString();
        if (!text.matches("RFB \\d{3}\\.\\d{3}\n")) {
            throw new ProtocolException("not an RFB version");
        }
        out.add(new RfbMessage.Version(
                Integer.parseInt(text.substring(4, 7)), Integer.parseInt(text.substring(8, 11))));
    }

    /** One count byte, then that many type bytes: whole list or nothing. */
    private static void securityTypes(ByteBuf in, List<Object> out) {
        int count = count(in);
        if (in.readableBytes() < 1 + count) {
            return;
        }
        in.skipBytes(1);
        var types = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            types.add((int) in.readUnsignedByte());
        }
        out.add(new RfbMessage.SecurityTypes(types));
    }

    /** One count byte, then that many words. */
    private static void vencryptTypes(ByteBuf in, List<Object> out) {
        int count = count(in);
        if (in.readableBytes() < 1 + 4 * count) {
            return;
        }
        in.skipBytes(1);
        var types = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            types.add(in.readInt());
        }
        out.add(new RfbMessage.VencryptTypes(types));
    }

    private static int count(ByteBuf in) {
        int count = in.getUnsignedByte(in.readerIndex());
        if (count > MOST_TYPES) {
            throw new ProtocolException("security type count");
        }
        return count;
    }
}
