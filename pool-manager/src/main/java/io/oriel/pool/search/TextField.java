package io.oriel.pool.search;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Text, of which a row may have several; one that fits is enough, and {@code !=} means that none does.
 *
 * @param free whether it is looked through for words without a field
 * @param suggested whether its values are worth being offered
 */
record TextField<R>(String name, boolean free, boolean suggested, BiFunction<R, Look, List<String>> of)
        implements Field<R> {

    /** Names and the like. */
    static <R> TextField<R> of(String name, BiFunction<R, Look, String> of) {
        return new TextField<>(name, true, true, (row, look) -> List.of(of.apply(row, look)));
    }

    /** What not every row has. */
    static <R> TextField<R> maybe(String name, BiFunction<R, Look, Optional<String>> of) {
        return new TextField<>(
                name,
                true,
                true,
                (row, look) -> of.apply(row, look).map(List::of).orElse(List.of()));
    }

    static <R> TextField<R> many(String name, BiFunction<R, Look, List<String>> of) {
        return new TextField<>(name, true, true, of);
    }

    /** Sentences: nobody chooses one from a list. */
    static <R> TextField<R> prose(String name, BiFunction<R, Look, String> of) {
        return new TextField<>(name, true, false, (row, look) -> List.of(of.apply(row, look)));
    }

    /** What machines call a thing. */
    static <R> TextField<R> id(String name, BiFunction<R, Look, Optional<?>> of) {
        return new TextField<>(
                name,
                false,
                false,
                (row, look) ->
                        of.apply(row, look).map(it -> List.of(it.toString())).orElse(List.of()));
    }

    @Override
    public Set<Relation> relations() {
        return Relation.OF_TEXT;
    }

    @Override
    public String values() {
        return "a text; * stands for anything";
    }

    @Override
    public Optional<String> objection(String value) {
        return Optional.empty();
    }

    @Override
    public Predicate<R> test(Relation relation, String value, Asking asking) {
        var pattern = Wildcard.of(value, asking.caseSensitive());
        Predicate<R> fits = row -> anyFits(row, asking.look(), pattern);
        return relation == Relation.NOT ? fits.negate() : fits;
    }

    boolean anyFits(R row, Look look, Wildcard pattern) {
        for (var text : of.apply(row, look)) {
            if (pattern.matches(text)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable Object key(R row, Look look) {
        var texts = of.apply(row, look);
        return texts.isEmpty() ? null : texts.getFirst().toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable Object shown(R row, Look look) {
        var texts = of.apply(row, look);
        return switch (texts.size()) {
            case 0 -> null;
            case 1 -> texts.getFirst();
            default -> texts;
        };
    }
}
