package io.oriel.display.spice;

import static io.oriel.display.spice.SpiceProtocol.HEADER_LENGTH;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.oriel.display.relay.Bytes;
import io.oriel.display.relay.ProtocolException;
import io.oriel.display.spice.SpiceMessage.EncryptedTicket;
import io.oriel.display.spice.SpiceMessage.Link;
import io.oriel.display.spice.SpiceMessage.LinkReply;
import io.oriel.display.spice.SpiceMessage.LinkResult;
import io.oriel.display.spice.SpiceMessage.Mechanism;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the messages of a link, one kind at a time: a link does not name its messages, so whoever reads them must say
 * what comes next. While nothing is expected the bytes wait, and on removal they go on to the next handler.
 *
 * <p>Every length is checked before anything of it is waited for or kept.
 */
final class SpiceDecoder extends ByteToMessageDecoder {
    /** More than one read and one TLS record can hold; only a client that does not wait its turn gets there. */
    private static final int MOST_WAITING = 1024 * 1024;

    /** What is read next. */
    enum Expected {
        LINK,
        MECHANISM,
        TICKET,
        REPLY,
        RESULT,
        NOTHING
    }

    private Expected expected;

    SpiceDecoder(Expected first) {
        this.expected = first;
    }

    void expect(Expected next) {
        expected = next;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        switch (expected) {
            case LINK -> link(in, out);
            case MECHANISM -> mechanism(in, out);
            case TICKET -> ticket(in, out);
            case REPLY -> reply(in, out);
            case RESULT -> result(in, out);
            case NOTHING -> {
                if (in.readableBytes() > MOST_WAITING) {
                    throw new ProtocolException("too many bytes before the link is up");
                }
            }
        }
    }

    private static void link(ByteBuf in, List<Object> out) {
        if (!wholeBody(in, SpiceProtocol.LINK_LENGTH)) {
            return;
        }
        int body = in.readerIndex() + HEADER_LENGTH;
        int size = in.getIntLE(body - 4);
        var capabilities = capabilities(in, body, size, SpiceProtocol.LINK_LENGTH);
        out.add(new Link(
                in.getIntLE(body),
                in.getUnsignedByte(body + 4),
                in.getUnsignedByte(body + 5),
                capabilities.common,
                capabilities.channel));
        in.skipBytes(HEADER_LENGTH + size);
    }

    private static void reply(ByteBuf in, List<Object> out) {
        if (!wholeBody(in, SpiceProtocol.REPLY_LENGTH)) {
            return;
        }
        int body = in.readerIndex() + HEADER_LENGTH;
        int size = in.getIntLE(body - 4);
        int error = in.getIntLE(body);
        var key = new byte[SpiceProtocol.PUBLIC_KEY_LENGTH];
        in.getBytes(body + 4, key);
        var capabilities = error == SpiceProtocol.LINK_OK
                ? capabilities(in, body, size, SpiceProtocol.REPLY_LENGTH)
                : new Capabilities(List.of(), List.of());
        out.add(new LinkReply(error, new Bytes(key), capabilities.common, capabilities.channel));
        in.skipBytes(HEADER_LENGTH + size);
    }

    private static void mechanism(ByteBuf in, List<Object> out) {
        if (in.readableBytes() >= 4) {
            out.add(new Mechanism(in.readIntLE()));
        }
    }

    private static void ticket(ByteBuf in, List<Object> out) {
        if (in.readableBytes() >= SpiceProtocol.TICKET_LENGTH) {
            var cipherText = new byte[SpiceProtocol.TICKET_LENGTH];
            in.readBytes(cipherText);
            out.add(new EncryptedTicket(new Bytes(cipherText)));
        }
    }

    private static void result(ByteBuf in, List<Object> out) {
        if (in.readableBytes() >= 4) {
            out.add(new LinkResult(in.readIntLE()));
        }
    }

    /** Checks the SpiceLinkHeader as far as it has come; true when its body is here too. */
    private static boolean wholeBody(ByteBuf in, int smallest) {
        if (in.readableBytes() < HEADER_LENGTH) {
            return false;
        }
        int at = in.readerIndex();
        if (in.getIntLE(at) != SpiceProtocol.MAGIC) {
            throw new ProtocolException("not a SPICE link");
        }
        if (in.getIntLE(at + 4) != SpiceProtocol.MAJOR) {
            throw new ProtocolException("not SPICE 2");
        }
        long size = in.getUnsignedIntLE(at + 12);
        if (size < smallest || size > SpiceProtocol.LARGEST_BODY) {
            throw new ProtocolException("link body length");
        }
        return in.readableBytes() >= HEADER_LENGTH + (int) size;
    }

    private record Capabilities(List<Integer> common, List<Integer> channel) {}

    /** The capability words at the end of a body of either kind: two counts and an offset, 12 bytes before {@code fixed}. */
    private static Capabilities capabilities(ByteBuf in, int body, int size, int fixed) {
        long common = in.getUnsignedIntLE(body + fixed - 12);
        long channel = in.getUnsignedIntLE(body + fixed - 8);
        long offset = in.getUnsignedIntLE(body + fixed - 4);
        if (common > SpiceProtocol.MOST_CAPABILITY_WORDS || channel > SpiceProtocol.MOST_CAPABILITY_WORDS) {
            throw new ProtocolException("too many capabilities");
        }
        if (offset < fixed || offset + 4 * (common + channel) > size) {
            throw new ProtocolException("capabilities outside the body");
        }
        int at = body + (int) offset;
        return new Capabilities(words(in, at, (int) common), words(in, at + 4 * (int) common, (int) channel));
    }

    private static List<Integer> words(ByteBuf in, int at, int count) {
        var words = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            words.add(in.getIntLE(at + 4 * i));
        }
        return words;
    }
}
