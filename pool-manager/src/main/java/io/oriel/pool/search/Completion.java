package io.oriel.pool.search;

import io.oriel.pool.search.Parsing.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What may stand next. Pure. */
public final class Completion {
    /** The most candidates. */
    public static final int MOST = 50;

    private final Look look;
    private final String text;
    private final Map<String, Candidate> found = new LinkedHashMap<>();

    private Completion(String text, Census census) {
        this.text = text;
        this.look = new Look(census);
    }

    /**
     * What may stand at the caret, the likeliest first.
     *
     * @param caret offset in the text; what lies behind it is not looked at
     */
    public static List<Candidate> at(String text, int caret, Census census) {
        var before = text.substring(0, Math.clamp(caret, 0, text.length()));
        return before.length() > Parser.LONGEST ? List.of() : new Completion(before, census).run();
    }

    private List<Candidate> run() {
        for (var place : Parser.places(text)) {
            var typed = text.substring(Math.min(place.start(), text.length()));
            // What stands there ends at the caret: only then is it still being written.
            if (apart(place) && unfinished(place, typed)) {
                offer(place, typed.toLowerCase(Locale.ROOT));
            }
        }
        return found.values().stream().limit(MOST).toList();
    }

    /** Whether what would stand there is not glued to what stands before. */
    private boolean apart(Place place) {
        return switch (place.expected()) {
            case THING, COLON, FIRST, AFTER_RELATED, FIELD, RELATION, VALUE -> true;
            case NEXT, CONDITION, SORT_FIELD, DIRECTION, PAGE, PAGE_NUMBER, END ->
                place.start() > 0 && Character.isWhitespace(text.charAt(place.start() - 1));
        };
    }

    private static boolean unfinished(Place place, String typed) {
        boolean quotable = place.expected() == Place.Expected.VALUE;
        if (quotable && typed.startsWith("\"")) {
            return typed.indexOf('"', 1) < 0;
        }
        return typed.chars().noneMatch(Character::isWhitespace);
    }

    private void offer(Place place, String typed) {
        switch (place.expected()) {
            case THING ->
                Arrays.stream(Thing.values()).forEach(thing -> add(place, typed, thing.word() + ":", Kind.THING, ""));
            case COLON -> add(place, typed, ":", Kind.WORD, "");
            case FIRST -> {
                conditions(place, typed);
                words(place, typed, "sortby", "page");
            }
            case NEXT -> {
                words(place, typed, "and", "or", "sortby", "page");
                conditions(place, typed);
            }
            case CONDITION -> conditions(place, typed);
            case AFTER_RELATED -> {
                add(place, typed, ".", Kind.WORD, "then a field");
                Relation.OF_TEXT.forEach(it -> add(place, typed, it.sign(), Kind.RELATION, "any text of it"));
            }
            case FIELD, SORT_FIELD -> place.table().ifPresent(table -> fields(place, typed, table));
            case RELATION ->
                place.field()
                        .ifPresent(field -> field.relations()
                                .forEach(it -> add(place, typed, it.sign(), Kind.RELATION, field.values())));
            case VALUE -> place.field().ifPresent(field -> values(place, typed, field));
            case DIRECTION -> words(place, typed, "asc", "desc", "page");
            case PAGE -> words(place, typed, "page");
            case PAGE_NUMBER, END -> {}
        }
    }

    private void conditions(Place place, String typed) {
        place.table().ifPresent(table -> {
            fields(place, typed, table);
            table.related().forEach(thing -> add(place, typed, thing.crossWord(), Kind.RELATED, "then a dot"));
        });
    }

    private void fields(Place place, String typed, Table<?> table) {
        Collection<? extends Field<?>> fields = table.fields();
        fields.forEach(field -> add(place, typed, field.name(), Kind.FIELD, field.values()));
    }

    private void words(Place place, String typed, String... words) {
        for (var word : words) {
            add(place, typed, word, Kind.WORD, "");
        }
    }

    /** The words of a field, else what things have for it now. */
    private void values(Place place, String typed, Field<?> field) {
        var start = typed.startsWith("\"") ? typed.substring(1) : typed;
        if (!field.known().isEmpty()) {
            matching(field.known(), start).forEach(value -> add(place, "", value, Kind.VALUE, ""));
            return;
        }
        owner(field)
                .ifPresent(table -> inUse(table, field, start)
                        .forEach(value -> add(place, "", Query.quoted(value), Kind.VALUE, "")));
    }

    private static List<String> matching(List<String> words, String typed) {
        return words.stream()
                .filter(word -> word.toLowerCase(Locale.ROOT).startsWith(typed))
                .toList();
    }

    private static Optional<Table<?>> owner(Field<?> field) {
        return Arrays.stream(Thing.values())
                .<Table<?>>map(Tables::of)
                .filter(table -> table.fields().stream().anyMatch(own -> own == field))
                .findFirst();
    }

    private <R> List<String> inUse(Table<R> table, Field<?> wanted, String typed) {
        var values = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        var field = table.field(wanted.name()).orElseThrow();
        if (!(field instanceof TextField<R> text) || !text.suggested()) {
            return List.of();
        }
        for (var row : table.rows(look)) {
            for (var value : text.of().apply(row, look)) {
                if (value.toLowerCase(Locale.ROOT).startsWith(typed) && sayable(value)) {
                    values.add(value);
                    if (values.size() > MOST) {
                        values.pollLast();
                    }
                }
            }
        }
        return new ArrayList<>(values);
    }

    /** Whether a value can be written in a query at all. */
    private static boolean sayable(String value) {
        return !value.isEmpty() && value.chars().noneMatch(c -> c == '"' || c == '\'' || c == ';');
    }

    private void add(Place place, String typed, String word, Kind kind, String description) {
        if (word.toLowerCase(Locale.ROOT).startsWith(typed)) {
            found.putIfAbsent(place.start() + word, new Candidate(word, kind, description, place.start()));
        }
    }
}
