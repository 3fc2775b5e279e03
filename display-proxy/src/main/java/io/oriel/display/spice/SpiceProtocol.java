package io.oriel.display.spice;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import java.util.List;
import java.util.Optional;

/** Numbers of the SPICE protocol (spice/protocol.h, spice/enums.h). */
final class SpiceProtocol {
    static final int MAGIC = 0x51444552; // "REDQ", read little-endian
    static final int MAJOR = 2;
    static final int MINOR = 2;

    static final int HEADER_LENGTH = 16;
    static final int LINK_LENGTH = 18;
    static final int REPLY_LENGTH = 178;
    static final int PUBLIC_KEY_LENGTH = 162;
    static final int TICKET_LENGTH = 128;
    /** Largest link body accepted; the real ones are below 200 bytes. */
    static final int LARGEST_BODY = 4_096;

    static final int MOST_CAPABILITY_WORDS = 16;

    static final int MAIN = 1;
    static final int DISPLAY = 2;
    static final int INPUTS = 3;
    static final int CURSOR = 4;
    static final int PLAYBACK = 5;
    static final int RECORD = 6;
    static final int TUNNEL = 7;
    static final int SMARTCARD = 8;
    static final int USBREDIR = 9;
    static final int PORT = 10;
    static final int WEBDAV = 11;

    static final int CAP_AUTH_SELECTION = 1;
    static final int CAP_MINI_HEADER = 1 << 3;
    static final int MECHANISM_SPICE = 1;

    static final int LINK_OK = 0;
    static final int LINK_ERROR = 1;
    static final int LINK_PERMISSION_DENIED = 7;
    static final int LINK_CHANNEL_NOT_AVAILABLE = 9;

    static final int MSG_MIGRATE_DATA = 2;
    static final int MSG_NOTIFY = 7;
    static final int NOTIFY_WARN = 1;
    static final int NOTIFY_HIGH = 2;
    static final int MSG_MAIN_MIGRATE_BEGIN = 101;
    static final int MSG_MAIN_MIGRATE_CANCEL = 102;
    static final int MSG_MAIN_INIT = 103;
    static final int MSG_MAIN_CHANNELS_LIST = 104;
    static final int MSG_MAIN_AGENT_CONNECTED = 107;
    static final int MSG_MAIN_AGENT_DISCONNECTED = 108;
    static final int MSG_MAIN_AGENT_DATA = 109;
    static final int MSG_MAIN_AGENT_TOKEN = 110;
    static final int MSG_MAIN_MIGRATE_SWITCH_HOST = 111;
    static final int MSG_MAIN_AGENT_CONNECTED_TOKENS = 115;
    static final int MSG_MAIN_MIGRATE_BEGIN_SEAMLESS = 116;
    static final int MSGC_MAIN_MIGRATE_CONNECT_ERROR = 103;
    static final int MSGC_MAIN_AGENT_DATA = 107;
    static final int MSGC_MAIN_AGENT_TOKEN = 108;
    static final int MSGC_INPUTS_KEY_DOWN = 101;
    static final int MSGC_INPUTS_KEY_UP = 102;
    static final int MSGC_INPUTS_KEY_SCANCODE = 104;
    static final int MSGC_INPUTS_MOUSE_MOTION = 111;
    static final int MSGC_INPUTS_MOUSE_POSITION = 112;
    static final int MSGC_INPUTS_MOUSE_PRESS = 113;
    static final int MSGC_INPUTS_MOUSE_RELEASE = 114;

    private SpiceProtocol() {}

    /** What a real server (spice-server 0.15.1 in qemu 7.2) offers on every channel. */
    static final int COMMON_CAPABILITIES = 0x0b;

    /** What a real server offers on a channel of this type. */
    static List<Integer> channelCapabilities(int channelType) {
        return switch (channelType) {
            case MAIN -> List.of(0x0f);
            case DISPLAY -> List.of(0x1052);
            case INPUTS, USBREDIR, WEBDAV -> List.of(0x1);
            case PLAYBACK -> List.of(0xa);
            case RECORD -> List.of(0x6);
            default -> List.of();
        };
    }

    /** Whether there is such a channel at all. The tunnel was never finished and is offered by no server. */
    static boolean isChannel(int channelType) {
        return channelType >= MAIN && channelType <= WEBDAV && channelType != TUNNEL;
    }

    /** Whether policy lets this channel be opened. */
    static boolean permits(ChannelPolicy policy, int channelType) {
        return isChannel(channelType)
                && passage(channelType).filter(it -> !policy.permits(it)).isEmpty();
    }

    /** What policy calls a channel; empty for those without which there is no desktop. */
    static Optional<Passage> passage(int channelType) {
        return switch (channelType) {
            case PLAYBACK -> Optional.of(Passage.PLAYBACK);
            case RECORD -> Optional.of(Passage.RECORD);
            case SMARTCARD -> Optional.of(Passage.SMARTCARD);
            case USBREDIR -> Optional.of(Passage.USB);
            case WEBDAV -> Optional.of(Passage.WEBDAV);
            default -> Optional.empty();
        };
    }

    /** The channel's name, for the log. */
    static String name(int channelType) {
        return switch (channelType) {
            case MAIN -> "main";
            case DISPLAY -> "display";
            case INPUTS -> "inputs";
            case CURSOR -> "cursor";
            case PLAYBACK -> "playback";
            case RECORD -> "record";
            case SMARTCARD -> "smartcard";
            case USBREDIR -> "usbredir";
            case PORT -> "port";
            case WEBDAV -> "webdav";
            default -> "channel-" + channelType;
        };
    }
}
