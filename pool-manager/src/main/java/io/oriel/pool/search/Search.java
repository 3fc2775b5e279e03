package io.oriel.pool.search;

import io.oriel.pool.search.Field.Asking;
import io.oriel.pool.search.Found.Hit;
import io.oriel.pool.search.Query.Conjunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers a query from a census. Pure.
 *
 * <p>Every related kind is gone through once for each conjunction, never once for each row: what of it fits is kept as a
 * set of keys. Conditions about one related kind that are joined by {@code and} speak of the same related thing, as
 * oVirt's joins do: {@code events.severity = error and events.time > TODAY} is one event.
 */
public final class Search {
    /** How many things stand on a page when nobody says. */
    public static final int PAGE = 100;

    private final Look look;
    private final Asking asking;

    private Search(Census census, boolean caseSensitive) {
        this.look = new Look(census);
        this.asking = new Asking(look, caseSensitive);
    }

    /** How a query is answered. @param size of a page, at least 1 */
    public record Manner(boolean caseSensitive, int size) {
        /** As the search bar asks. */
        public static final Manner USUAL = new Manner(false, PAGE);
    }

    /** The query's page of what fits. The query must have come from {@link Parser}. */
    public static Found run(Query query, Census census, Manner manner) {
        return new Search(census, manner.caseSensitive()).page(Tables.of(query.thing()), query, manner.size());
    }

    /** As {@link #run(Query, Census, Manner)}, as the search bar asks. */
    public static Found run(Query query, Census census) {
        return run(query, census, Manner.USUAL);
    }

    /** How many things fit. */
    public static int count(Query query, Census census) {
        return new Search(census, false)
                .fitting(Tables.of(query.thing()), query)
                .size();
    }

    private <R> Found page(Table<R> table, Query query, int size) {
        var fitting = fitting(table, query);
        long first = (query.page() - 1L) * size;
        var hits = first >= fitting.size()
                ? List.<Hit>of()
                : upTo(table, query, fitting, (int) Math.min(fitting.size(), first + size)).stream()
                        .skip(first)
                        .map(row -> hit(table, row))
                        .toList();
        return new Found(table.thing(), table.columns(), fitting.size(), query.page(), size, hits);
    }

    private <R> List<R> fitting(Table<R> table, Query query) {
        if (query.anyOf().isEmpty()) {
            return List.copyOf(table.rows(look));
        }
        var tests = query.anyOf().stream().map(all -> test(table, all)).toList();
        var fitting = new ArrayList<R>();
        for (var row : table.rows(look)) {
            if (tests.stream().anyMatch(test -> test.test(row))) {
                fitting.add(row);
            }
        }
        return fitting;
    }

    private <R> Predicate<R> test(Table<R> table, Conjunction all) {
        var related = new LinkedHashMap<Thing, List<Condition>>();
        var tests = new ArrayList<Predicate<R>>();
        for (var condition : all.allOf()) {
            condition
                    .across()
                    .ifPresentOrElse(
                            thing -> related.computeIfAbsent(thing, _ -> new ArrayList<>())
                                    .add(condition),
                            () -> tests.add(own(table, condition)));
        }
        related.forEach(
                (thing, conditions) -> tests.add(across(table.link(thing).orElseThrow(), conditions)));
        return row -> tests.stream().allMatch(test -> test.test(row));
    }

    private <R, S> Predicate<R> across(Link<R, S> link, List<Condition> conditions) {
        var table = link.to().get();
        var tests = conditions.stream().map(condition -> own(table, condition)).toList();
        var keys = new HashSet<Object>();
        for (var row : table.rows(look)) {
            if (tests.stream().allMatch(test -> test.test(row))) {
                link.there().apply(row, look).forEach(keys::add);
            }
        }
        return row -> link.here().apply(row, look).anyMatch(keys::contains);
    }

    /** The condition, of a row of its own kind. */
    private <R> Predicate<R> own(Table<R> table, Condition condition) {
        return switch (condition) {
            case Condition.Compare it -> table.field(it.field()).orElseThrow().test(it.relation(), it.value(), asking);
            case Condition.Anywhere it -> anywhere(table, it);
        };
    }

    private <R> Predicate<R> anywhere(Table<R> table, Condition.Anywhere condition) {
        var pattern = Wildcard.within(condition.value(), asking.caseSensitive());
        var fields = table.fields().stream()
                .flatMap(field -> field instanceof TextField<R> text && text.free() ? Stream.of(text) : Stream.empty())
                .toList();
        Predicate<R> fits = row -> {
            for (var field : fields) {
                if (field.anyFits(row, look, pattern)) {
                    return true;
                }
            }
            return false;
        };
        return condition.relation() == Relation.NOT ? fits.negate() : fits;
    }

    private record Keyed<R>(R row, @Nullable Object key, int position) {}

    /** The first so many in order. Of many rows and few wanted, only those are put in order. */
    private <R> List<R> upTo(Table<R> table, Query query, List<R> rows, int wanted) {
        var order = query.order().orElse(table.order());
        var field = table.field(order.field()).orElseThrow();
        Comparator<Keyed<R>> by = Comparator.<Keyed<R>>comparingInt(keyed -> keyed.key() == null ? 1 : 0)
                .thenComparing((a, b) -> order.descending() ? compare(b.key(), a.key()) : compare(a.key(), b.key()))
                .thenComparingInt(Keyed::position);
        var first = new PriorityQueue<Keyed<R>>(Math.max(1, wanted), by.reversed());
        int position = 0;
        for (var row : rows) {
            var next = new Keyed<>(row, field.key(row, look), position++);
            if (first.size() < wanted) {
                first.add(next);
            } else if (by.compare(next, first.element()) < 0) {
                first.remove();
                first.add(next);
            }
        }
        var sorted = new ArrayList<>(first);
        sorted.sort(by);
        return sorted.stream().map(Keyed::row).toList();
    }

    /** Two values of one field. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // a field's keys are all of one comparable kind
    private static int compare(@Nullable Object a, @Nullable Object b) {
        return a instanceof Comparable some && b != null ? some.compareTo(b) : 0;
    }

    private <R> Hit hit(Table<R> table, R row) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (var name : table.columns()) {
            var value = table.field(name).orElseThrow().shown(row, look);
            if (value != null) {
                values.put(name, value);
            }
        }
        var name = shown(table, "name", row).or(() -> shown(table, "vm", row));
        return new Hit(
                table.id(row, look),
                name.orElseGet(() -> table.id(row, look)),
                shown(table, "status", row).or(() -> shown(table, "severity", row)),
                Collections.unmodifiableMap(values));
    }

    private <R> Optional<String> shown(Table<R> table, String field, R row) {
        return table.field(field)
                .flatMap(it -> Optional.ofNullable(it.shown(row, look)))
                .map(it -> it instanceof List<?> many
                        ? many.stream().map(Object::toString).collect(Collectors.joining(", "))
                        : it.toString());
    }
}
