package io.oriel.pool.search;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One of a few words, as {@code powering_up}; written with {@code _}, as one word, or with a space in quotes.
 *
 * @param words all there are; some of them may never be met here
 * @param others words that mean one of them
 */
record WordField<R>(String name, List<String> words, Map<String, String> others, BiFunction<R, Look, String> of)
        implements Field<R> {
    private static final List<String> YES_NO = List.of("true", "false");

    WordField {
        words = List.copyOf(words);
        others = Map.copyOf(others);
    }

    static <R> WordField<R> of(String name, List<String> words, BiFunction<R, Look, String> of) {
        return new WordField<>(name, words, Map.of(), of);
    }

    /** Yes or no. */
    static <R> WordField<R> flag(String name, BiFunction<R, Look, Boolean> of) {
        return new WordField<>(
                name,
                YES_NO,
                Map.of("yes", "true", "no", "false"),
                (row, look) -> of.apply(row, look).toString());
    }

    @Override
    public Set<Relation> relations() {
        return Relation.OF_TEXT;
    }

    @Override
    public String values() {
        return "one of " + String.join(", ", words);
    }

    @Override
    public List<String> known() {
        return words;
    }

    @Override
    public Optional<String> objection(String value) {
        return meant(value).isEmpty() ? Optional.of(name + " is " + values()) : Optional.empty();
    }

    @Override
    public Predicate<R> test(Relation relation, String value, Asking asking) {
        var meant = meant(value);
        Predicate<R> fits = row -> meant.contains(of.apply(row, asking.look()));
        return relation == Relation.NOT ? fits.negate() : fits;
    }

    private Set<String> meant(String value) {
        var pattern = Wildcard.of(plain(value), false);
        var meant = new HashSet<String>();
        words.stream().filter(word -> pattern.matches(plain(word))).forEach(meant::add);
        others.forEach((other, word) -> {
            if (pattern.matches(other)) {
                meant.add(word);
            }
        });
        return meant;
    }

    private static String plain(String word) {
        return word.replace("_", "").replace(" ", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable Object key(R row, Look look) {
        return of.apply(row, look);
    }

    @Override
    public @Nullable Object shown(R row, Look look) {
        return of.apply(row, look);
    }
}
