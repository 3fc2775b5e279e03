package io.oriel.pool.search;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is asked for.
 *
 * @param anyOf one of these must hold; empty: everything is found. {@code and} binds stronger than {@code or}, and what
 *     stands side by side is joined by {@code and}
 * @param order empty: the thing's own
 * @param page counted from 1
 */
public record Query(Thing thing, List<Conjunction> anyOf, Optional<Order> order, int page) {
    /** The last page there can be. */
    public static final int LAST_PAGE = 1_000_000;

    public Query {
        anyOf = List.copyOf(anyOf);
        if (page < 1 || page > LAST_PAGE) {
            throw new IllegalArgumentException("page " + page);
        }
    }

    /** Conditions that must hold all; at least one. */
    public record Conjunction(List<Condition> allOf) {
        public Conjunction {
            allOf = List.copyOf(allOf);
        }
    }

    /** By a field. */
    public record Order(String field, boolean descending) {}

    /** This query, for another page. */
    public Query at(int number) {
        return new Query(thing, anyOf, order, number);
    }

    /** As it can be written in the search bar; the same query when it is read again. */
    @Override
    public String toString() {
        var text = new StringBuilder(thing.word()).append(':');
        if (!anyOf.isEmpty()) {
            text.append(' ').append(anyOf.stream().map(Query::all).collect(Collectors.joining(" or ")));
        }
        order.ifPresent(by -> text.append(" sortby ").append(by.field()).append(by.descending() ? " desc" : ""));
        if (page > 1) {
            text.append(" page ").append(page);
        }
        return text.toString();
    }

    private static String all(Conjunction conditions) {
        return conditions.allOf().stream().map(Query::one).collect(Collectors.joining(" and "));
    }

    private static String one(Condition condition) {
        return switch (condition) {
            case Condition.Compare it ->
                it.across().map(thing -> thing.crossWord() + ".").orElse("") + it.field() + " "
                        + it.relation().sign() + " " + quoted(it.value());
            case Condition.Anywhere it ->
                it.across()
                                .map(thing ->
                                        thing.crossWord() + " " + it.relation().sign() + " ")
                                .orElse("") + "\"" + it.value() + "\"";
        };
    }

    /** A value as it can be written after a relation. */
    static String quoted(String value) {
        return value.isEmpty() || value.chars().anyMatch(Character::isWhitespace) ? "\"" + value + "\"" : value;
    }
}
