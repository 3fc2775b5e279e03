package io.oriel.pool.event;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an event gets when it is recorded.
 *
 * @param id rises; one that is committed late comes after others with a higher one
 * @param written the transaction that wrote it; with the id the order in which the log is read on
 * @param at by the database's clock
 */
public record Stamp(long id, String written, Instant at) {
    static final Stamp NONE = new Stamp(0, "0", Instant.EPOCH);

    private static final Pattern PLACE = Pattern.compile("(\\d{1,19})\\.(\\d{1,18})");

    /** Where reading on begins after this one. */
    public String place() {
        return written + "." + id;
    }

    /** The end of what was read, as {@link #place} said it; empty when that cannot be one. */
    static Optional<Stamp> after(String place) {
        var parts = PLACE.matcher(place);
        return parts.matches()
                ? Optional.of(new Stamp(Long.parseLong(parts.group(2)), parts.group(1), Instant.EPOCH))
                : Optional.empty();
    }
}
