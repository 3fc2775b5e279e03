package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Node.Many;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.broker.operation.SearchAnswer;
import io.oriel.broker.operation.SearchBar;
import io.oriel.pool.search.Found.Hit;
import io.oriel.pool.search.Search;
import io.oriel.pool.search.Thing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers with a collection: {@code search}, {@code case_sensitive}, {@code max}, {@code follow}. */
final class Listing {
    private static final int LARGEST_PAGE = 10_000;

    private final SearchBar bar;

    Listing(SearchBar bar) {
        this.bar = bar;
    }

    /**
     * A kind of things.
     *
     * @param name of the collection's element, as {@code data_centers}
     * @param each of one thing's, as {@code data_center}
     * @param thing what it is searched as; empty when it cannot be
     */
    record Kind(String name, String each, Optional<Thing> thing) {
        static Kind of(String name, String each, Thing thing) {
            return new Kind(name, each, Optional.of(thing));
        }

        static Kind plain(String name, String each) {
            return new Kind(name, each, Optional.empty());
        }

        Many of(List<? extends Node> items) {
            return new Many(name, each, items);
        }
    }

    /** How a kind's things are known and shown. */
    record Shown<T>(Function<T, String> id, Function<T, ? extends Node> sheet) {}

    /** Of these, those that are asked for. What is not among them is not found either, whatever the search says. */
    <T> Reply answer(Ask ask, Kind kind, List<T> all, Shown<T> shown) {
        var some = ask.word("search")
                .map(it -> searched(ask, kind, it, all, shown))
                .orElse(all.stream());
        var max = ask.number("max").orElse(Integer.MAX_VALUE);
        return ask.found(kind.of(some.limit(max).map(shown.sheet()).toList()));
    }

    private <T> Stream<T> searched(Ask ask, Kind kind, String text, List<T> all, Shown<T> shown) {
        var thing = kind.thing()
                .orElseThrow(() -> new BrokerException(
                        List.of(new Wrong("search", "unknown", kind.name() + " cannot be searched"))));
        var query = thing.word() + ": " + text;
        var size = Math.clamp(ask.number("max").orElse(Search.PAGE), 1, LARGEST_PAGE);
        var manner = new Search.Manner(ask.yes("case_sensitive"), size);
        return switch (bar.find(ask.actor(), query, OptionalInt.empty(), manner)) {
            case SearchAnswer.Here(var found, var _) -> {
                Map<String, T> known =
                        all.stream().collect(Collectors.toMap(shown.id(), Function.identity(), (one, _) -> one));
                yield found.hits().stream().map(Hit::id).map(known::get).filter(Objects::nonNull);
            }
            case SearchAnswer.Wrong(var fault) ->
                throw new BrokerException(
                        List.of(new Wrong("search", fault.code().name().toLowerCase(Locale.ROOT), fault.text())));
        };
    }
}
