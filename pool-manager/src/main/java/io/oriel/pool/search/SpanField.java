package io.oriel.pool.search;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A length of time; shown in whole seconds. */
record SpanField<R>(String name, BiFunction<R, Look, Optional<Duration>> of) implements Field<R> {

    @Override
    public Set<Relation> relations() {
        return Relation.OF_SPANS;
    }

    @Override
    public String values() {
        return Spans.RULE;
    }

    @Override
    public Optional<String> objection(String value) {
        return Spans.read(value).isPresent() ? Optional.empty() : Optional.of(name + " is " + values());
    }

    @Override
    public Predicate<R> test(Relation relation, String value, Asking asking) {
        var wanted = Spans.read(value).orElseThrow();
        return row -> of.apply(row, asking.look())
                .filter(is -> relation.holds(is.compareTo(wanted)))
                .isPresent();
    }

    @Override
    public @Nullable Object key(R row, Look look) {
        return of.apply(row, look).orElse(null);
    }

    @Override
    public @Nullable Object shown(R row, Look look) {
        return of.apply(row, look).map(Duration::toSeconds).orElse(null);
    }
}
