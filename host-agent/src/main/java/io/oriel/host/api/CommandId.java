package io.oriel.host.api;

import java.util.UUID;

/** Names one command for ever: the same id sent twice has one effect and one outcome. */
public record CommandId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
