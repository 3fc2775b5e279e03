package io.oriel.pool.search;

import io.oriel.pool.search.Parsing.Kind;
import io.oriel.pool.search.Place.Expected;
import io.oriel.pool.search.Query.Conjunction;
import io.oriel.pool.search.Query.Order;
import io.oriel.pool.search.SearchFault.Code;
import java.util.ArrayList;
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

    private final Trail trail;
    private final Reader in;
    private final String text;
    private final ConditionReader conditions;
    private final List<List<Condition>> anyOf = new ArrayList<>();

    private Parser(String text) {
        this.text = text;
        this.trail = new Trail(text);
        this.in = trail.in();
        this.conditions = new ConditionReader(trail);
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
        return parser.trail.places();
    }

    private Parsing run(Optional<Thing> given) {
        try {
            FaultSignal.check(text);
            var query = given.map(this::conditions).orElseGet(() -> conditions(thing()));
            return new Parsing.Understood(query, trail.tokens());
        } catch (FaultSignal signal) {
            return new Parsing.Broken(signal.fault(), trail.tokens());
        }
    }

    private Thing thing() {
        in.skipSpace();
        int start = in.at();
        trail.expect(Expected.THING, start);
        var word = in.thing();
        var thing = Thing.named(word)
                .orElseThrow(() -> FaultSignal.of(Code.INVALID_SEARCH_OBJECT, start, in.at(), Sayings.thing(word)));
        trail.token(Kind.THING, start);
        int end = in.at();
        in.skipSpace();
        trail.expect(Expected.COLON, in.at());
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
            trail.expect(expected, in.at(), table);
            if (!more) {
                return query(thing, Optional.empty(), 1);
            }
            int start = in.at();
            var word = in.name().toLowerCase(Locale.ROOT);
            boolean alone = in.atEnd() || Character.isWhitespace(text.charAt(in.at()));
            if (alone && word.equals("sortby")) {
                trail.token(Kind.WORD, start);
                return ordered(table);
            }
            if (alone && word.equals("page")) {
                trail.token(Kind.WORD, start);
                return query(thing, Optional.empty(), page());
            }
            boolean joined = alone && (word.equals("and") || word.equals("or"));
            if (joined && expected == Expected.FIRST) {
                throw FaultSignal.of(Code.INVALID_POST_COLON_PHRASE, start, in.at(), Sayings.first(table, word));
            }
            boolean fresh = expected == Expected.FIRST || (joined && word.equals("or"));
            if (joined) {
                trail.token(Kind.WORD, start);
                needCondition(table, word);
            } else {
                in.back(start);
            }
            if (fresh) {
                anyOf.add(new ArrayList<>());
            }
            anyOf.getLast().add(conditions.condition(table, expected));
            expected = Expected.NEXT;
        }
    }

    /** After {@code and} or {@code or}. */
    private void needCondition(Table<?> table, String after) {
        boolean more = in.skipSpace();
        int start = in.at();
        trail.expect(Expected.CONDITION, start, table);
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

    private Query ordered(Table<?> table) {
        in.skipSpace();
        int start = in.at();
        trail.expect(Expected.SORT_FIELD, start, table);
        var name = in.value();
        var field = table.field(name.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> FaultSignal.of(Code.INVALID_SORT_FIELD, start, in.at(), Sayings.field(table, name)));
        trail.token(Kind.FIELD, start);
        in.skipSpace();
        int next = in.at();
        trail.expect(Expected.DIRECTION, next, table);
        var way = in.value().toLowerCase(Locale.ROOT);
        boolean said = way.equals("asc") || way.equals("desc");
        if (said) {
            trail.token(Kind.WORD, next);
            in.skipSpace();
            next = in.at();
            trail.expect(Expected.PAGE, next, table);
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
        trail.token(Kind.WORD, next);
        return query(table.thing(), order, page());
    }

    private int page() {
        in.skipSpace();
        int start = in.at();
        trail.expect(Expected.PAGE_NUMBER, start);
        var digits = in.value();
        if (!digits.matches("[0-9]{1,7}")
                || Integer.parseInt(digits) < 1
                || Integer.parseInt(digits) > Query.LAST_PAGE) {
            throw FaultSignal.of(
                    Code.INVALID_PAGE, start, in.at(), "after page comes a number from 1 to " + Query.LAST_PAGE);
        }
        trail.token(Kind.VALUE, start);
        if (in.skipSpace()) {
            throw FaultSignal.of(Code.INVALID_PAGE, in.at(), text.length(), "after the page nothing follows");
        }
        trail.expect(Expected.END, in.at());
        return Integer.parseInt(digits);
    }

    private Query query(Thing thing, Optional<Order> order, int page) {
        return new Query(thing, anyOf.stream().map(Conjunction::new).toList(), order, page);
    }
}
