package io.oriel.display.rfb;

import io.oriel.display.relay.Bytes;
import java.util.List;

/** One message of an RFB handshake, either side's; from ClientInit on the bytes are relayed. */
sealed interface RfbMessage {

    /** {@code RFB 003.008\n}, §7.1.1. */
    record Version(int major, int minor) implements RfbMessage {
        static final Version V3_8 = new Version(3, 8);
    }

    /** What the server offers, §7.1.2; empty when it refuses us. */
    record SecurityTypes(List<Integer> types) implements RfbMessage {
        public SecurityTypes {
            types = List.copyOf(types);
        }
    }

    /** What the client takes. */
    record SecurityChoice(int type) implements RfbMessage {}

    /** VeNCrypt's own version, both ways. */
    record VencryptVersion(int major, int minor) implements RfbMessage {}

    /** The server's answer to it; 0 is yes. */
    record VencryptAnswer(int code) implements RfbMessage {}

    /** What VeNCrypt offers inside. */
    record VencryptTypes(List<Integer> types) implements RfbMessage {
        public VencryptTypes {
            types = List.copyOf(types);
        }
    }

    /** What the client takes of it. */
    record VencryptChoice(int type) implements RfbMessage {}

    /** The server's answer to that; 1 is yes, and TLS begins. */
    record VencryptAccepted(int code) implements RfbMessage {}

    /** 16 random bytes, §7.2.2. */
    record Challenge(Bytes bytes) implements RfbMessage {}

    /** The challenge, encrypted with the password. */
    record Response(Bytes bytes) implements RfbMessage {}

    /** 0 and the client is in, §7.1.3. */
    record SecurityResult(int code) implements RfbMessage {}
}
