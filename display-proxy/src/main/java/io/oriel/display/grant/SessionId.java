package io.oriel.display.grant;

import java.util.UUID;

/** A person's open relation to a desktop; outlives connections. */
public record SessionId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
