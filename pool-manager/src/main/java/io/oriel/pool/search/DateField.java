package io.oriel.pool.search;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A point in time. {@code =} means within that day, minute or second, as exactly as the value says. */
record DateField<R>(String name, BiFunction<R, Look, Optional<Instant>> of) implements Field<R> {

    @Override
    public Set<Relation> relations() {
        return Relation.OF_DATES;
    }

    @Override
    public String values() {
        return Days.RULE;
    }

    @Override
    public List<String> known() {
        return Days.words();
    }

    @Override
    public Optional<String> objection(String value) {
        return Days.known(value) ? Optional.empty() : Optional.of(name + " is " + values());
    }

    @Override
    public Predicate<R> test(Relation relation, String value, Asking asking) {
        var wanted = Days.read(value, asking.look().census().now()).orElseThrow();
        return row -> of.apply(row, asking.look())
                .filter(at -> wanted.holds(relation, at))
                .isPresent();
    }

    @Override
    public @Nullable Object key(R row, Look look) {
        return of.apply(row, look).orElse(null);
    }

    @Override
    public @Nullable Object shown(R row, Look look) {
        return of.apply(row, look).map(Instant::toString).orElse(null);
    }
}
