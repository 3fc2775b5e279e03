package io.oriel.display.spice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.List;

/** Writes the messages of a link. Bytes that are no message pass: the relay's own writes go through here too. */
final class SpiceEncoder extends MessageToByteEncoder<SpiceMessage> {

    @Override
    protected void encode(ChannelHandlerContext ctx, SpiceMessage message, ByteBuf out) {
        switch (message) {
            case SpiceMessage.Link link -> link(link, out);
            case SpiceMessage.LinkReply reply -> reply(reply, out);
            case SpiceMessage.Mechanism(int number) -> out.writeIntLE(number);
            case SpiceMessage.EncryptedTicket(var cipherText) -> out.writeBytes(cipherText.toArray());
            case SpiceMessage.LinkResult(int code) -> out.writeIntLE(code);
        }
    }

    private static void link(SpiceMessage.Link link, ByteBuf out) {
        header(out, SpiceProtocol.LINK_LENGTH, link.commonCapabilities(), link.channelCapabilities());
        out.writeIntLE(link.connectionId()).writeByte(link.channelType()).writeByte(link.channelId());
        capabilities(out, SpiceProtocol.LINK_LENGTH, link.commonCapabilities(), link.channelCapabilities());
    }

    private static void reply(SpiceMessage.LinkReply reply, ByteBuf out) {
        header(out, SpiceProtocol.REPLY_LENGTH, reply.commonCapabilities(), reply.channelCapabilities());
        out.writeIntLE(reply.error()).writeBytes(reply.publicKey().toArray());
        capabilities(out, SpiceProtocol.REPLY_LENGTH, reply.commonCapabilities(), reply.channelCapabilities());
    }

    private static void header(ByteBuf out, int fixed, List<Integer> common, List<Integer> channel) {
        out.writeIntLE(SpiceProtocol.MAGIC)
                .writeIntLE(SpiceProtocol.MAJOR)
                .writeIntLE(SpiceProtocol.MINOR)
                .writeIntLE(fixed + 4 * (common.size() + channel.size()));
    }

    private static void capabilities(ByteBuf out, int offset, List<Integer> common, List<Integer> channel) {
        out.writeIntLE(common.size()).writeIntLE(channel.size()).writeIntLE(offset);
        common.forEach(out::writeIntLE);
        channel.forEach(out::writeIntLE);
    }
}
