package io.oriel.display.spice;

import io.oriel.display.relay.Bytes;
import java.util.List;

/** One message of a SPICE link, either side's. */
sealed interface SpiceMessage {

    /**
     * A client's SpiceLinkMess.
     *
     * @param connectionId 0 for a new session, else the number from MAIN_INIT
     * @param commonCapabilities words of 32 bits; often one
     */
    record Link(
            int connectionId,
            int channelType,
            int channelId,
            List<Integer> commonCapabilities,
            List<Integer> channelCapabilities)
            implements SpiceMessage {
        public Link {
            commonCapabilities = List.copyOf(commonCapabilities);
            channelCapabilities = List.copyOf(channelCapabilities);
        }

        boolean offers(int commonCapability) {
            return !commonCapabilities.isEmpty() && (commonCapabilities.getFirst() & commonCapability) != 0;
        }
    }

    /**
     * A server's SpiceLinkReply.
     *
     * @param error 0, or why there will be no link
     * @param publicKey SubjectPublicKeyInfo of an RSA key of 1024 bits, 162 bytes; zeros when there is an error
     */
    record LinkReply(int error, Bytes publicKey, List<Integer> commonCapabilities, List<Integer> channelCapabilities)
            implements SpiceMessage {
        public LinkReply {
            commonCapabilities = List.copyOf(commonCapabilities);
            channelCapabilities = List.copyOf(channelCapabilities);
        }

        boolean offers(int commonCapability) {
            return !commonCapabilities.isEmpty() && (commonCapabilities.getFirst() & commonCapability) != 0;
        }
    }

    /** The client's choice of how to authenticate. */
    record Mechanism(int number) implements SpiceMessage {}

    /** The ticket, encrypted with the reply's key; 128 bytes. */
    record EncryptedTicket(Bytes cipherText) implements SpiceMessage {}

    /** The server's last word: 0 and the channel is up. */
    record LinkResult(int code) implements SpiceMessage {}
}
