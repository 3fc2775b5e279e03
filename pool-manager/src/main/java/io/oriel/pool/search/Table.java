package io.oriel.pool.search;

import io.oriel.pool.search.Query.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A kind of thing: its rows, its fields, what of oVirt's fields is not recorded here, and what it is related to. */
final class Table<R> {
    private final Thing thing;
    private final Function<Look, Collection<R>> rows;
    private final Map<String, Field<R>> fields;
    private final Set<String> absent;
    private final Map<Thing, Link<R, ?>> links;
    private final List<String> columns;
    private final Order order;
    private final BiFunction<R, Look, String> id;

    private Table(Making<R> made) {
        thing = made.thing;
        rows = made.rows;
        fields = new LinkedHashMap<>(made.fields);
        absent = new TreeSet<>(made.absent);
        links = new EnumMap<>(made.links);
        columns = List.copyOf(made.columns);
        order = made.order;
        id = made.id;
    }

    static <R> Making<R> of(Thing thing, Function<Look, Collection<R>> rows, BiFunction<R, Look, String> id) {
        return new Making<>(thing, rows, id);
    }

    Thing thing() {
        return thing;
    }

    Collection<R> rows(Look look) {
        return rows.apply(look);
    }

    Optional<Field<R>> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    Collection<Field<R>> fields() {
        return fields.values();
    }

    /** oVirt's fields of this kind for which nothing is recorded here; by name. */
    Set<String> absent() {
        return absent;
    }

    Optional<Link<R, ?>> link(Thing to) {
        return Optional.ofNullable(links.get(to));
    }

    /** The kinds that its things are related to. */
    Set<Thing> related() {
        return links.keySet();
    }

    /** What is shown of each row beside its name and state. */
    List<String> columns() {
        return columns;
    }

    /** How rows are put in order when nobody says. */
    Order order() {
        return order;
    }

    String id(R row, Look look) {
        return id.apply(row, look);
    }

    /** A table in the making. */
    static final class Making<R> {
        private final Thing thing;
        private final Function<Look, Collection<R>> rows;
        private final BiFunction<R, Look, String> id;
        private final Map<String, Field<R>> fields = new LinkedHashMap<>();
        private final Map<Thing, Link<R, ?>> links = new EnumMap<>(Thing.class);
        private final List<String> absent = new ArrayList<>();
        private List<String> columns = List.of();
        private Order order = new Order("name", false);

        private Making(Thing thing, Function<Look, Collection<R>> rows, BiFunction<R, Look, String> id) {
            this.thing = thing;
            this.rows = rows;
            this.id = id;
        }

        Making<R> field(Field<R> field) {
            fields.put(field.name(), field);
            return this;
        }

        Making<R> absent(String... names) {
            absent.addAll(List.of(names));
            return this;
        }

        <S> Making<R> link(
                Thing to,
                Supplier<Table<S>> table,
                BiFunction<R, Look, Stream<?>> here,
                BiFunction<S, Look, Stream<?>> there) {
            links.put(to, new Link<>(table, here, there));
            return this;
        }

        Making<R> shows(String... names) {
            columns = List.of(names);
            return this;
        }

        Making<R> sortedBy(String field, boolean descending) {
            order = new Order(field, descending);
            return this;
        }

        Table<R> made() {
            return new Table<>(this);
        }
    }
}
