package io.oriel.display.grant;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The one-time secret a client shows: 32 random bytes as 43 base64url characters. Never logged. */
public record Ticket(String value) {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    public Ticket {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a ticket");
        }
    }

    /** A new ticket. */
    public static Ticket random(SecureRandom random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return new Ticket(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Whether this text could be a ticket at all. */
    public static boolean isTicket(String text) {
        return SHAPE.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "Ticket[…]";
    }
}
