package io.oriel.pool.search;

import io.oriel.pool.estate.HostState;
import io.oriel.pool.search.Query.Conjunction;
import io.oriel.pool.search.Query.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Queries and towns at random. */
final class Queries {
    private static final List<String> TEXTS = List.of(
            "desk-1", "desk*", "*1", "*", "h2", "a b", "DB", "and", "page", "a=b", "x.y", "alice", "*e*", "win*");

    private final SplittableRandom random;

    Queries(SplittableRandom random) {
        this.random = random;
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    Query query() {
        var thing = any(List.of(Thing.values()));
        var table = Tables.of(thing);
        var groups = new ArrayList<Conjunction>();
        var said = new ArrayList<Optional<Thing>>();
        for (int i = random.nextInt(4); i > 0; i--) {
            var all = new ArrayList<Condition>();
            for (int j = 1 + random.nextInt(3); j > 0; j--) {
                all.add(condition(table, said));
            }
            groups.add(new Conjunction(all));
        }
        var order = random.nextInt(3) == 0
                ? Optional.of(new Order(any(List.copyOf(table.fields())).name(), random.nextBoolean()))
                : Optional.<Order>empty();
        return new Query(thing, groups, order, random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1);
    }

    private Condition condition(Table<?> table, List<Optional<Thing>> said) {
        var related = List.copyOf(table.related());
        var across = related.isEmpty() || random.nextInt(3) > 0 ? Optional.<Thing>empty() : Optional.of(any(related));
        if (random.nextInt(4) == 0 && !said.contains(across)) {
            said.add(across);
            var relation = across.isPresent() && random.nextBoolean() ? Relation.NOT : Relation.IS;
            return new Condition.Anywhere(across, relation, any(TEXTS));
        }
        var field =
                any(List.copyOf(across.<Table<?>>map(Tables::of).orElse(table).fields()));
        return new Condition.Compare(across, field.name(), any(List.copyOf(field.relations())), value(field));
    }

    private String value(Field<?> field) {
        return switch (field) {
            case TextField<?> _ -> any(TEXTS);
            case WordField<?> it -> random.nextInt(5) == 0 ? "*" + it.words().getLast() : any(it.words());
            case NumberField<?> _ -> String.valueOf(any(List.of(0, 1, 2, 50, 85, 86, 1000, 2048)));
            case DateField<?> _ -> any(List.of("TODAY", "yesterday", "Friday", "2026-11-29", "2026-11-30 11:59"));
            case SpanField<?> _ -> any(List.of("1h", "2d", "7200s", "0.02:00:00"));
        };
    }

    /** Some hosts, VMs, people and events. */
    Census town() {
        var town = new Town();
        var states = List.<HostState>of(
                new HostState.Up(Town.NOW), new HostState.Connecting(Town.NOW), new HostState.Maintenance(Town.NOW));
        int hosts = 1 + random.nextInt(4);
        for (int i = 1; i <= hosts; i++) {
            town.host((random.nextInt(3) == 0 ? "w" : "h") + i, any(states), random.nextInt(101));
        }
        var names = new ArrayList<String>();
        town.census().estate().hosts().values().forEach(host -> names.add(host.name()));
        int vms = random.nextInt(12);
        for (int i = 1; i <= vms; i++) {
            var name = any(List.of("desk-", "db-", "win-")) + i;
            var state = random.nextInt(3) == 0
                    ? Town.down()
                    : random.nextBoolean() ? Town.upOn(any(names)) : Town.startingOn(any(names));
            var user = random.nextBoolean()
                    ? Optional.<String>empty()
                    : Optional.of(any(List.of("alice@internal", "bob@lan")));
            town.vm(name, any(List.of("win11", "debian12")), state, user);
            if (random.nextBoolean()) {
                town.uses(name, random.nextInt(101), random.nextInt(1001));
            }
            if (town.vm(name).vm().host().isPresent() && random.nextBoolean()) {
                town.says(name, any(List.of("Windows 11", "Debian")), "10.0.0." + i);
            }
            if (random.nextInt(3) == 0) {
                town.event(
                        Town.NOW.minusSeconds(random.nextInt(400_000)),
                        any(List.of("normal", "error", "alert")),
                        "something with " + name,
                        Optional.of(name));
            }
            if (random.nextInt(5) == 0) {
                town.sits("bob@lan", name);
            }
        }
        return town.person("alice@internal", "Alice Example")
                .person("bob@lan", "bob")
                .census();
    }
}
