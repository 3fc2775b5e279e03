package io.oriel.display.rfb;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.nio.charset.StandardCharsets;

/** Writes the messages of an RFB handshake; bytes that are no message pass. */
final class RfbEncoder extends MessageToByteEncoder<RfbMessage> {

    @Override
    protected void encode(ChannelHandlerContext ctx, RfbMessage message, ByteBuf out) {
        switch (message) {
            case RfbMessage.Version(int major, int minor) ->
                out.writeCharSequence("RFB %03d.%03d\n".formatted(major, minor), StandardCharsets.US_ASCII);
            case RfbMessage.SecurityTypes(var types) -> {
                out.writeByte(types.size());
                types.forEach(out::writeByte);
            }
            case RfbMessage.SecurityChoice(int type) -> out.writeByte(type);
            case RfbMessage.VencryptVersion(int major, int minor) ->
                out.writeByte(major).writeByte(minor);
            case RfbMessage.VencryptAnswer(int code) -> out.writeByte(code);
            case RfbMessage.VencryptTypes(var types) -> {
                out.writeByte(types.size());
                types.forEach(out::writeInt);
            }
            case RfbMessage.VencryptChoice(int type) -> out.writeInt(type);
            case RfbMessage.VencryptAccepted(int code) -> out.writeByte(code);
            case RfbMessage.Challenge(var bytes) -> out.writeBytes(bytes.toArray());
            case RfbMessage.Response(var bytes) -> out.writeBytes(bytes.toArray());
            case RfbMessage.SecurityResult(int code) -> out.writeInt(code);
        }
    }
}
