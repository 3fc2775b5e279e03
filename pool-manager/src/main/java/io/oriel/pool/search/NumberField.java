package io.oriel.pool.search;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number. Rows without one are only found by {@code !=}.
 *
 * @param unit for people; empty without one
 */
record NumberField<R>(String name, String unit, BiFunction<R, Look, OptionalDouble> of) implements Field<R> {
    private static final Pattern FORM = Pattern.compile("-?\\d{1,18}(\\.\\d{1,9})?");

    /** A number that every row has. */
    static <R> NumberField<R> of(String name, String unit, BiFunction<R, Look, ? extends Number> of) {
        return new NumberField<>(
                name, unit, (row, look) -> OptionalDouble.of(of.apply(row, look).doubleValue()));
    }

    /** Per cent, in whole ones: what is shown as 85 is 85. */
    static <R> NumberField<R> percent(String name, BiFunction<R, Look, OptionalDouble> of) {
        return new NumberField<>(name, "per cent", (row, look) -> {
            var exact = of.apply(row, look);
            return exact.isPresent() ? OptionalDouble.of(Math.round(Math.clamp(exact.getAsDouble(), 0, 100))) : exact;
        });
    }

    @Override
    public Set<Relation> relations() {
        return Relation.OF_NUMBERS;
    }

    @Override
    public String values() {
        return "a number" + (unit.isEmpty() ? "" : " of " + unit);
    }

    @Override
    public Optional<String> objection(String value) {
        return FORM.matcher(value).matches() ? Optional.empty() : Optional.of(name + " is " + values());
    }

    @Override
    public Predicate<R> test(Relation relation, String value, Asking asking) {
        double wanted = Double.parseDouble(value) + 0.0; // no minus zero
        return row -> {
            var is = of.apply(row, asking.look());
            return is.isPresent() ? relation.holds(Double.compare(is.getAsDouble(), wanted)) : relation == Relation.NOT;
        };
    }

    @Override
    public @Nullable Object key(R row, Look look) {
        var is = of.apply(row, look);
        return is.isPresent() ? is.getAsDouble() : null;
    }

    @Override
    public @Nullable Object shown(R row, Look look) {
        var is = of.apply(row, look);
        if (is.isEmpty()) {
            return null;
        }
        double number = is.getAsDouble();
        return number == Math.rint(number) ? (Object) (long) number : (Object) number;
    }
}
