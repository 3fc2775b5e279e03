package io.oriel.pool.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries at random: what is printed is read again, and what is found is what a plain walk through everything finds. */
class SearchPropertiesTest {
    private static final int ROUNDS = Integer.getInteger("oriel.rounds", 1);

    static LongStream seeds() {
        return LongStream.range(0, 100L * ROUNDS);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void whatIsPrintedMeansTheSame(long seed) {
        var queries = new Queries(new SplittableRandom(seed));
        for (int i = 0; i < 50; i++) {
            var query = queries.query();
            assertThat(Parser.parse(query.toString()))
                    .as(query.toString())
                    .isInstanceOfSatisfying(
                            Parsing.Understood.class,
                            it -> assertThat(it.query()).isEqualTo(query));
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void aPlainWalkFindsTheSame(long seed) {
        var queries = new Queries(new SplittableRandom(seed));
        var census = queries.town();
        for (int i = 0; i < 50; i++) {
            var query = queries.query().at(1);
            var all = new Search.Manner(false, 1000);
            assertThat(Search.run(query, census, all).hits())
                    .as(query.toString())
                    .extracting(Found.Hit::id)
                    .isEqualTo(new Walk(census).ids(Tables.of(query.thing()), query));
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void whatIsOfferedCanStandThere(long seed) {
        var random = new SplittableRandom(seed);
        var queries = new Queries(random);
        var census = queries.town();
        for (int i = 0; i < 20; i++) {
            var text = queries.query().toString();
            int caret = random.nextInt(text.length() + 1);
            for (var candidate : Completion.at(text, caret, census)) {
                var taken = text.substring(0, candidate.start()) + candidate.text();
                var fault = Parser.parse(taken) instanceof Parsing.Broken(var it, var _) ? it.start() : taken.length();
                assertThat(fault).as("%s in %s", candidate, taken).isGreaterThanOrEqualTo(candidate.start());
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void noTextThrows(long seed) {
        var random = new SplittableRandom(seed);
        var queries = new Queries(random);
        var census = queries.town();
        for (int i = 0; i < 50; i++) {
            var text = new StringBuilder(queries.query().toString());
            for (int j = random.nextInt(4); j > 0 && !text.isEmpty(); j--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "=!<>.\":* \u00a0\u0130;".charAt(random.nextInt(12)));
                    default -> text.setLength(at);
                }
            }
            assertThatCode(() -> Texts.use(text.toString(), census))
                    .as(text.toString())
                    .doesNotThrowAnyException();
        }
    }

    /** The meaning of a query, without any index: for each row, whether there are related rows for which it all holds. */
    private static final class Walk {
        private final Look look;
        private final Field.Asking asking;

        Walk(Census census) {
            look = new Look(census);
            asking = new Field.Asking(look, false);
        }

        <R> List<String> ids(Table<R> table, Query query) {
            var order = query.order().orElse(table.order());
            var field = table.field(order.field()).orElseThrow();
            var rows = new ArrayList<R>();
            for (var row : table.rows(look)) {
                if (query.anyOf().isEmpty() || query.anyOf().stream().anyMatch(all -> holds(table, row, all))) {
                    rows.add(row);
                }
            }
            Comparator<R> by = (a, b) -> compare(field.key(a, look), field.key(b, look), order.descending());
            rows.sort(by);
            return rows.stream().map(row -> table.id(row, look)).toList();
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // keys of one field are of one kind
        private static int compare(@Nullable Object a, @Nullable Object b, boolean descending) {
            if (a == null || b == null) {
                return Boolean.compare(a == null, b == null);
            }
            int c = ((Comparable) a).compareTo(b);
            return descending ? -c : c;
        }

        private <R> boolean holds(Table<R> table, R row, Query.Conjunction all) {
            var own = all.allOf().stream()
                    .filter(it -> it.across().isEmpty())
                    .allMatch(it -> test(table, it).test(row));
            return own
                    && all.allOf().stream()
                            .flatMap(it -> it.across().stream())
                            .distinct()
                            .allMatch(thing -> some(table.link(thing).orElseThrow(), row, thing, all));
        }

        private <R, S> boolean some(Link<R, S> link, R row, Thing thing, Query.Conjunction all) {
            for (var other : link.to().get().rows(look)) {
                var there = link.there().apply(other, look).toList();
                if (link.here().apply(row, look).anyMatch(there::contains)
                        && all.allOf().stream()
                                .filter(it -> it.across().filter(thing::equals).isPresent())
                                .allMatch(it -> test(link.to().get(), it).test(other))) {
                    return true;
                }
            }
            return false;
        }

        private <R> Predicate<R> test(Table<R> table, Condition condition) {
            return switch (condition) {
                case Condition.Compare it ->
                    table.field(it.field()).orElseThrow().test(it.relation(), it.value(), asking);
                case Condition.Anywhere it ->
                    row -> (it.relation() == Relation.IS)
                            == table.fields().stream()
                                    .anyMatch(field -> field instanceof TextField<R> text
                                            && text.free()
                                            && text.of().apply(row, look).stream()
                                                    .anyMatch(said -> Wildcard.of("*" + it.value() + "*", false)
                                                            .matches(said)));
            };
        }
    }
}
