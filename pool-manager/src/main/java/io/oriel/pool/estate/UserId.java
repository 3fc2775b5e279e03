package io.oriel.pool.estate;

import java.util.Locale;

/**
 * A person as {@code name@directory}, always in lower case.
 *
 * @param value such as {@code alice@internal}
 */
public record UserId(String value) {
    public UserId {
        value = value.toLowerCase(Locale.ROOT);
        if (value.isBlank() || value.length() > 320) {
            throw new IllegalArgumentException("a user id has 1 to 320 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
