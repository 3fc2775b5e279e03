package io.oriel.pool.search;

import java.util.Optional;

/** One thing that must hold. */
public sealed interface Condition {

    /** The related kind of thing that it is about; empty: what is searched for. */
    Optional<Thing> across();

    /**
     * A field and a value, {@code hosts.status = up}.
     *
     * @param field its name, in lower case
     * @param value as it was written, without quotes; the field takes it
     */
    record Compare(Optional<Thing> across, String field, Relation relation, String value) implements Condition {}

    /**
     * Any text of it has this in it, {@code "desk"} or {@code hosts = "desk"}.
     *
     * @param relation {@link Relation#IS} or {@link Relation#NOT}; always the first without a related kind
     * @param value not empty
     */
    record Anywhere(Optional<Thing> across, Relation relation, String value) implements Condition {}
}
