package io.oriel.pool.search;

import io.oriel.pool.search.Condition.Anywhere;
import io.oriel.pool.search.Condition.Compare;
import io.oriel.pool.search.Parsing.Kind;
import io.oriel.pool.search.Parsing.Token;
import io.oriel.pool.search.Place.Expected;
import io.oriel.pool.search.Query.Conjunction;
import io.oriel.pool.search.Query.Order;
import io.oriel.pool.search.SearchFault.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a query. The machine is oVirt's:
 *
 * <pre>
 *  THING ─▶ ':' ─▶ FIRST ─┬─▶ related ─▶ '.' ─▶ field ─┐        ┌── and, or ──▶ CONDITION ─▶ …
 *                         │      └──▶ relation, value ──┤        │
 *                         ├─▶ field ─▶ relation ─▶ value ┼─▶ NEXT ┼── a condition: joined by and
 *                         ├─▶ a word on its own ────────┘        └── as from FIRST
 *                         ├─▶ sortby ─▶ field ─▶ asc, desc ─▶ page
 *                         └─▶ page ─▶ number ─▶ END
 * </pre>
 *
 * <p>What it expected where, is noted on the way, so that {@link Completion} asks the parser and nobody else.
 */
public final class Parser {
    /** The longest text, in characters. */
    public static final int LONGEST = 2000;

    private final Reader in;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<List<Condition>> anyOf = new ArrayList<>();
    private final Set<Optional<Thing>> wordsSaid = new HashSet<>();

    private Parser(String text) {
        this.text = text;
        this.in = new Reader(text);
    }

    /** What a text asks for. Never throws. */
    public static Parsing parse(String text) {
        return new Parser(text).run(Optional.empty());
    }

    /** What a text asks for that says nothing of the thing: the conditions alone, as the REST API has them. */
    public static Parsing parse(Thing thing, String conditions) {
        return new Parser(conditions).run(Optional.of(thing));
    }

    /** Where in this text what was expected, up to its end or the first fault. */
    static List<Place> places(String text) {
        var parser = new Parser(text);
        parser.run(Optional.empty());
        return parser.places;
    }

    private Parsing run(Optional<Thing> given) {
        try {
            FaultSignal.check(text);
            var query = given.map(this::conditions).orElseGet(() -> conditions(thing()));
            return new Parsing.Understood(query, tokens);
        } catch (FaultSignal signal) {
            return new Parsing.Broken(signal.fault(), tokens);
        }
    }

    private Thing thing() {
        in.skipSpace();
        int start = in.at();
        expect(Expected.THING, start);
        var word = in.thing();
        var thing = Thing.named(word)
                .orElseThrow(() -> FaultSignal.of(Code.INVALID_SEARCH_OBJECT, start, in.at(), Sayings.thing(word)));
        token(Kind.THING, start);
        int end = in.at();
        in.skipSpace();
        expect(Expected.COLON, in.at());
        if (!in.is(':')) {
            throw FaultSignal.of(
                    Code.COLON_NOT_NEXT_TO_SEARCH_OBJECT,
                    end,
                    in.at(),
                    "after " + word + " comes a colon, as in " + thing.word() + ":");
        }
        in.step();
        return thing;
    }

    private Query conditions(Thing thing) {
        var table = Tables.of(thing);
        var expected = Expected.FIRST;
        while (true) {
            boolean more = in.skipSpace();
            expect(expected, in.at(), table);
            if (!more) {
                return query(thing, Optional.empty(), 1);
            }
            int start = in.at();
            var word = in.name().toLowerCase(Locale.ROOT);
            boolean alone = in.atEnd() || Character.isWhitespace(text.charAt(in.at()));
            if (alone && word.equals("sortby")) {
                token(Kind.WORD, start);
                return ordered(table);
            }
            if (alone && word.equals("page")) {
                token(Kind.WORD, start);
                return query(thing, Optional.empty(), page());
            }
            boolean joined = alone && (word.equals("and") || word.equals("or"));
            if (joined && expected == Expected.FIRST) {
                throw FaultSignal.of(Code.INVALID_POST_COLON_PHRASE, start, in.at(), Sayings.first(table, word));
            }
            boolean fresh = expected == Expected.FIRST || (joined && word.equals("or"));
            if (joined) {
                token(Kind.WORD, start);
                needCondition(table, word);
            } else {
                in.back(start);
            }
            if (fresh) {
                anyOf.add(new ArrayList<>());
            }
            anyOf.getLast().add(condition(table, expected));
            expected = Expected.NEXT;
        }
    }

    /** After {@code and} or {@code or}. */
    private void needCondition(Table<?> table, String after) {
        boolean more = in.skipSpace();
        int start = in.at();
        expect(Expected.CONDITION, start, table);
        var word = in.name().toLowerCase(Locale.ROOT);
        boolean alone = in.atEnd() || Character.isWhitespace(text.charAt(in.at()));
        if (!more || (alone && Set.of("and", "or", "sortby", "page").contains(word))) {
            throw FaultSignal.of(
                    Code.INVALID_POST_OR_AND_PHRASE,
                    start,
                    in.at(),
                    "after " + after + " comes a condition: " + Sayings.fields(table));
        }
        in.back(start);
    }

    private Condition condition(Table<?> table, Expected expected) {
        int start = in.at();
        if (in.is('"')) {
            return said(Optional.empty(), Relation.IS, quoted());
        }
        var name = in.name();
        int end = in.at();
        in.skipSpace();
        // A field and a related kind may have one name: "host = h1", but "host.status = up".
        var related = Thing.named(name)
                .filter(table.related()::contains)
                .filter(_ ->
                        in.is('.') || table.field(name.toLowerCase(Locale.ROOT)).isEmpty());
        if (related.isPresent() && (in.is('.') || in.atRelation().isPresent() || in.at() != end || in.atEnd())) {
            tokens.add(new Token(Kind.RELATED, start, end));
            return across(related.get(), end);
        }
        if (name.isEmpty() && in.atRelation().isPresent()) {
            var code = expected == Expected.FIRST ? Code.INVALID_POST_COLON_PHRASE : Code.INVALID_CONDITION_FILED;
            throw FaultSignal.of(code, start, start + 1, "before a relation comes a field: " + Sayings.fields(table));
        }
        in.back(end);
        var field = table.field(name.toLowerCase(Locale.ROOT));
        if (field.isPresent() && !in.is('.') && !in.is('"')) {
            tokens.add(new Token(Kind.FIELD, start, end));
            return compare(Optional.empty(), field.get(), end);
        }
        in.back(start);
        return word(table, start);
    }

    /** A word on its own, unless a relation follows: then it should have been a field. */
    private Condition word(Table<?> table, int start) {
        var word = in.word();
        int end = in.at();
        in.skipSpace();
        if (in.atRelation().isPresent()) {
            throw FaultSignal.of(Code.INVALID_CONDITION_FILED, start, end, Sayings.field(table, word));
        }
        in.back(end);
        if (in.is('"')) {
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_VALUE, start, in.at() + 1, "a quote stands inside a word; quote all of it");
        }
        token(Kind.VALUE, start);
        return said(Optional.empty(), Relation.IS, new Value(word, start, end));
    }

    private Condition across(Thing related, int end) {
        var table = Tables.of(related);
        expect(Expected.AFTER_RELATED, in.at(), table);
        if (in.is('.')) {
            in.step();
            in.skipSpace();
            int start = in.at();
            expect(Expected.FIELD, start, table);
            var name = in.name();
            if (name.isEmpty()) {
                throw FaultSignal.of(
                        Code.CANT_GET_CONDITION_FIELD_AC,
                        start,
                        in.at(),
                        "after the dot comes a field of " + related.word() + ": " + Sayings.fields(table));
            }
            var field = table.field(name.toLowerCase(Locale.ROOT))
                    .orElseThrow(() ->
                            FaultSignal.of(Code.INVALID_CONDITION_FILED, start, in.at(), Sayings.field(table, name)));
            token(Kind.FIELD, start);
            return compare(Optional.of(related), field, in.at());
        }
        int start = in.at();
        var relation = in.atRelation()
                .filter(Relation.OF_TEXT::contains)
                .orElseThrow(() -> FaultSignal.of(
                        Code.INVALID_POST_CROSS_REF_OBJ,
                        in.atEnd() ? end : start,
                        Math.min(text.length(), start + 1),
                        "after " + related.crossWord() + " comes a dot and a field, or = or != and a word"));
        in.relation();
        token(Kind.RELATION, start);
        in.skipSpace();
        expect(Expected.VALUE, in.at());
        return said(Optional.of(related), relation, value("a word"));
    }

    private Condition compare(Optional<Thing> related, Field<?> field, int end) {
        in.skipSpace();
        int start = in.at();
        expect(Expected.RELATION, start, field);
        var relation = in.relation().filter(field.relations()::contains);
        if (relation.isEmpty()) {
            boolean other = in.at() > start;
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_RELATION,
                    other ? start : end,
                    in.at(),
                    "after " + field.name() + " comes " + Relation.signs(field.relations()) + " and " + field.values());
        }
        token(Kind.RELATION, start);
        in.skipSpace();
        expect(Expected.VALUE, in.at(), field);
        var value = value(field.values());
        field.objection(value.text()).ifPresent(why -> {
            throw FaultSignal.of(Code.INVALID_CONDITION_VALUE, value.start(), value.end(), why);
        });
        return new Compare(related, field.name(), relation.get(), value.text());
    }

    private record Value(String text, int start, int end) {}

    private Value value(String kind) {
        int start = in.at();
        if (in.is('"')) {
            return quoted();
        }
        var value = in.value();
        if (value.isEmpty()) {
            throw FaultSignal.of(Code.INVALID_CONDITION_VALUE, start, start, "a value is missing: " + kind);
        }
        if (value.indexOf('"') >= 0) {
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_VALUE, start, in.at(), "a quote stands inside a word; quote all of it");
        }
        token(Kind.VALUE, start);
        return new Value(value, start, in.at());
    }

    private Value quoted() {
        int start = in.at();
        var inside = in.quoted()
                .orElseThrow(() -> FaultSignal.of(
                        Code.INVALID_CONDITION_VALUE, start, text.length(), "the closing quote is missing"));
        token(Kind.VALUE, start);
        if (!in.atEnd() && !Character.isWhitespace(text.charAt(in.at()))) {
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_VALUE, start, in.at() + 1, "after a closing quote comes a space");
        }
        return new Value(inside, start, in.at());
    }

    private Condition said(Optional<Thing> about, Relation relation, Value value) {
        if (value.text().isEmpty()) {
            throw FaultSignal.of(Code.INVALID_CONDITION_VALUE, value.start(), value.end(), "there is nothing in it");
        }
        if (!wordsSaid.add(about)) {
            throw FaultSignal.of(
                    Code.FREE_TEXT_ALLOWED_ONCE_PER_OBJ,
                    value.start(),
                    value.end(),
                    "a word without a field can stand"
                            + " only once"
                            + about.map(it -> " for " + it.crossWord()).orElse("")
                            + "; put several words in quotes, or say which field");
        }
        return new Anywhere(about, relation, value.text());
    }

    private Query ordered(Table<?> table) {
        in.skipSpace();
        int start = in.at();
        expect(Expected.SORT_FIELD, start, table);
        var name = in.value();
        var field = table.field(name.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> FaultSignal.of(Code.INVALID_SORT_FIELD, start, in.at(), Sayings.field(table, name)));
        token(Kind.FIELD, start);
        in.skipSpace();
        int next = in.at();
        expect(Expected.DIRECTION, next, table);
        var way = in.value().toLowerCase(Locale.ROOT);
        boolean said = way.equals("asc") || way.equals("desc");
        if (said) {
            token(Kind.WORD, next);
            in.skipSpace();
            next = in.at();
            expect(Expected.PAGE, next, table);
            var _ = in.value();
        }
        var order = Optional.of(new Order(field.name(), way.equals("desc")));
        var word = in.since(next).toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            return query(table.thing(), order, 1);
        }
        if (!word.equals("page")) {
            throw FaultSignal.of(
                    Code.INVALID_POST_SORT_PHRASE,
                    next,
                    in.at(),
                    "after sortby " + field.name() + (said ? " " + way + " comes page" : " comes asc, desc or page")
                            + ", or nothing");
        }
        token(Kind.WORD, next);
        return query(table.thing(), order, page());
    }

    private int page() {
        in.skipSpace();
        int start = in.at();
        expect(Expected.PAGE_NUMBER, start);
        var digits = in.value();
        if (!digits.matches("[0-9]{1,7}")
                || Integer.parseInt(digits) < 1
                || Integer.parseInt(digits) > Query.LAST_PAGE) {
            throw FaultSignal.of(
                    Code.INVALID_PAGE, start, in.at(), "after page comes a number from 1 to " + Query.LAST_PAGE);
        }
        token(Kind.VALUE, start);
        if (in.skipSpace()) {
            throw FaultSignal.of(Code.INVALID_PAGE, in.at(), text.length(), "after the page nothing follows");
        }
        expect(Expected.END, in.at());
        return Integer.parseInt(digits);
    }

    private Query query(Thing thing, Optional<Order> order, int page) {
        return new Query(thing, anyOf.stream().map(Conjunction::new).toList(), order, page);
    }

    private void token(Kind kind, int start) {
        tokens.add(new Token(kind, start, in.at()));
    }

    private void expect(Expected expected, int at) {
        places.add(new Place(expected, at, Optional.empty(), Optional.empty()));
    }

    private void expect(Expected expected, int at, Table<?> table) {
        places.add(new Place(expected, at, Optional.of(table), Optional.empty()));
    }

    private void expect(Expected expected, int at, Field<?> field) {
        places.add(new Place(expected, at, Optional.empty(), Optional.of(field)));
    }
}
