package io.oriel.pool.search;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is known of each thing of a kind, and how it is compared. */
sealed interface Field<R> permits TextField, WordField, NumberField, DateField, SpanField {

    /** In queries; lower case. */
    String name();

    /** What may stand between it and a value. */
    Set<Relation> relations();

    /** What its values are, for people. */
    String values();

    /** Why this is no value of it; empty when it is one. */
    Optional<String> objection(String value);

    /** Whether a row's value stands so to this one, which is one of it. */
    Predicate<R> test(Relation relation, String value, Asking asking);

    /** What rows are put in order by; null where there is no value. */
    @Nullable
    Object key(R row, Look look);

    /** The value as it is shown: text, a number, or a list; null where there is none. */
    @Nullable
    Object shown(R row, Look look);

    /** The values that can be named beforehand. */
    default List<String> known() {
        return List.of();
    }

    /** How a question is asked. */
    record Asking(Look look, boolean caseSensitive) {}
}
