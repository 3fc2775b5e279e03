package io.oriel.display.rfb;

import io.netty.buffer.ByteBuf;
import io.oriel.display.grant.Passage;
import io.oriel.display.relay.FrameRules;
import io.oriel.display.relay.GatewaySession;
import io.oriel.display.relay.ProtocolException;

/**
 * What a client sends from ClientInit on (RFC 6143 §7.3.1, §7.5). A type not known here cannot be measured, so it ends
 * the connection; an encoding that would change a length is struck from SetEncodings.
 */
final class RfbClientRules implements FrameRules {
    private static final long LARGEST_CUT_TEXT = 16L * 1024 * 1024;
    private static final int MOST_ENCODINGS = 1_024;
    private static final int MOST_SCREENS = 16;

    private final GatewaySession session;
    private boolean initialised;

    RfbClientRules(GatewaySession session) {
        this.session = session;
    }

    @Override
    public int headLength(ByteBuf in, int at, int known) {
        if (!initialised || known == 0) {
            return 1;
        }
        return switch (type(in, at)) {
            case RfbProtocol.SET_ENCODINGS -> 4;
            case RfbProtocol.CLIENT_CUT_TEXT -> 8;
            case RfbProtocol.CLIENT_FENCE -> 9;
            case RfbProtocol.SET_DESKTOP_SIZE -> 7;
            case RfbProtocol.QEMU -> known >= 2 && in.getUnsignedByte(at + 1) == RfbProtocol.QEMU_AUDIO ? 4 : 2;
            default -> 1;
        };
    }

    @Override
    public long length(ByteBuf in, int at) {
        if (!initialised) {
            return 1;
        }
        return switch (type(in, at)) {
            case RfbProtocol.SET_PIXEL_FORMAT -> 20;
            case RfbProtocol.SET_ENCODINGS -> 4 + 4L * limited(in.getUnsignedShort(at + 2), MOST_ENCODINGS);
            case RfbProtocol.FRAMEBUFFER_UPDATE_REQUEST, RfbProtocol.ENABLE_CONTINUOUS_UPDATES -> 10;
            case RfbProtocol.KEY_EVENT -> 8;
            case RfbProtocol.POINTER_EVENT -> 6;
            // A negative length marks the extended clipboard; its magnitude counts.
            case RfbProtocol.CLIENT_CUT_TEXT -> 8 + limited(Math.abs((long) in.getInt(at + 4)), LARGEST_CUT_TEXT);
            case RfbProtocol.CLIENT_FENCE -> 9 + in.getUnsignedByte(at + 8);
            case RfbProtocol.XVP -> 4;
            case RfbProtocol.SET_DESKTOP_SIZE -> 8 + 16L * limited(in.getUnsignedByte(at + 6), MOST_SCREENS);
            case RfbProtocol.QEMU -> qemu(in, at);
            default -> throw new ProtocolException("unknown RFB message");
        };
    }

    private static long qemu(ByteBuf in, int at) {
        return switch (in.getUnsignedByte(at + 1)) {
            case RfbProtocol.QEMU_EXTENDED_KEY -> 12;
            case RfbProtocol.QEMU_AUDIO -> in.getUnsignedShort(at + 2) == RfbProtocol.QEMU_AUDIO_SET_FORMAT ? 10 : 4;
            default -> throw new ProtocolException("unknown QEMU message");
        };
    }

    @Override
    public Verdict judge(ByteBuf in, int at, long length) {
        if (!initialised) {
            return Verdict.HOLD;
        }
        return switch (type(in, at)) {
            case RfbProtocol.KEY_EVENT, RfbProtocol.POINTER_EVENT -> {
                session.touched();
                yield Verdict.PASS;
            }
            case RfbProtocol.QEMU -> {
                if (in.getUnsignedByte(at + 1) == RfbProtocol.QEMU_EXTENDED_KEY) {
                    session.touched();
                }
                yield Verdict.PASS;
            }
            case RfbProtocol.SET_ENCODINGS -> Verdict.HOLD;
            case RfbProtocol.CLIENT_CUT_TEXT -> {
                if (session.grant().policy().clipboardToDesktop()) {
                    yield Verdict.PASS;
                }
                session.refused(Passage.CLIPBOARD_TO_DESKTOP);
                yield Verdict.DROP;
            }
            default -> Verdict.PASS;
        };
    }

    @Override
    public ByteBuf rewrite(ByteBuf message) {
        if (!initialised) {
            initialised = true;
            // Shared: whether others are cut off is the control plane's decision, not the client's.
            return message.setByte(message.readerIndex(), 1);
        }
        return withoutLengthChangers(message);
    }

    private static ByteBuf withoutLengthChangers(ByteBuf message) {
        int start = message.readerIndex();
        int kept = start + 4;
        for (int at = start + 4; at < message.writerIndex(); at += 4) {
            int encoding = message.getInt(at);
            if (encoding != RfbProtocol.ENCODING_EXTENDED_MOUSE_BUTTONS) {
                message.setInt(kept, encoding);
                kept += 4;
            }
        }
        message.writerIndex(kept);
        return message.setShort(start + 2, (kept - start - 4) / 4);
    }

    private static int type(ByteBuf in, int at) {
        return in.getUnsignedByte(at);
    }

    private static long limited(long value, long most) {
        if (value > most) {
            throw new ProtocolException("RFB message too long");
        }
        return value;
    }
}
