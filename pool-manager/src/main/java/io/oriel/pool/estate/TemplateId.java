package io.oriel.pool.estate;

import java.util.UUID;

/** A template's id. */
public record TemplateId(UUID value) {

    /** A new id. */
    public static TemplateId random() {
        return new TemplateId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
