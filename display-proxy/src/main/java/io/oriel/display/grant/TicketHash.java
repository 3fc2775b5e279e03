package io.oriel.display.grant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a ticket's characters, lower-case hex: all that the gateway sends and the database keeps. */
public record TicketHash(String value) {

    /** The hash of a ticket. */
    public static TicketHash of(Ticket ticket) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return new TicketHash(
                    HexFormat.of().formatHex(digest.digest(ticket.value().getBytes(StandardCharsets.US_ASCII))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
