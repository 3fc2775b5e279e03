package io.oriel.broker.operation;

import io.oriel.broker.access.ChannelRule;
import io.oriel.broker.access.ChannelRules;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.Pools;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Rules about what may pass for people and groups, in one pool or everywhere. What a pool refuses to all is its policy. A
 * rule counts from the next connection on.
 *
 * <p>Throws {@link BrokerException} FORBIDDEN and NOT_FOUND.
 */
public final class ChannelAdmin {
    private final Rights rights;
    private final ChannelRules rules;
    private final Pools pools;
    private final Events events;

    public ChannelAdmin(Rights rights, ChannelRules rules, Pools pools, Events events) {
        this.rights = rights;
        this.rules = rules;
        this.pools = pools;
        this.events = events;
    }

    /**
     * A rule as administrators see it.
     *
     * @param pool the name of the pool it holds for; empty: for every pool
     */
    public record Entry(Optional<String> pool, Subject subject, Set<ChannelKind> refused) {
        public Entry {
            refused = Set.copyOf(refused);
        }
    }

    /** All rules. */
    public List<Entry> list(User actor) {
        rights.require(actor, UseCase.CHANNELS_LIST);
        return rules.all().stream().map(this::entry).toList();
    }

    /** The rules that can meet somebody in this pool, by its name or id: its own and those for every pool. */
    public List<Entry> list(User actor, String pool) {
        var id = find(pool).id();
        rights.require(actor, UseCase.POOL_CHANNELS_LIST, ObjectRef.of(id), named(pool));
        return rules.all().stream()
                .filter(rule -> rule.pool().filter(it -> !it.equals(id)).isEmpty())
                .map(this::entry)
                .toList();
    }

    /**
     * Sets what may not pass for a person or group, in the place of what was set before.
     *
     * @param pool by its name or id; empty: whatever they sit before
     * @param refused empty takes the rule away
     */
    public Entry refuse(User actor, Optional<String> pool, Subject subject, Set<ChannelKind> refused) {
        var found = pool.map(this::find);
        found.ifPresentOrElse(
                it -> rights.require(
                        actor, UseCase.POOL_CHANNELS_EDIT, ObjectRef.of(it.id()), named(pool.orElse(it.name()))),
                () -> rights.require(actor, UseCase.CHANNELS_EDIT));
        var rule = new ChannelRule(found.map(Pool::id), subject, refused);
        rules.put(rule);
        var what = subject.kind().name().toLowerCase(Locale.ROOT) + " " + subject.name()
                + found.map(it -> " in pool " + it.name()).orElse(" in every pool");
        var words = refused.stream().sorted().map(ChannelAdmin::word).collect(Collectors.joining(", "));
        var event = Event.of(
                        Severity.NORMAL,
                        (refused.isEmpty() ? "nothing more is refused to " : words + " refused to ") + what + " by "
                                + actor.id())
                .about(actor.id());
        events.record(found.map(it -> event.about(it.id())).orElse(event));
        return entry(rule);
    }

    private Entry entry(ChannelRule rule) {
        return new Entry(
                rule.pool().map(id -> pools.find(id).map(Pool::name).orElse(id.toString())),
                rule.subject(),
                rule.refused());
    }

    private Pool find(String name) {
        return pools.byName(name)
                .or(() -> id(name).flatMap(pools::find))
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no " + named(name)));
    }

    private static String named(String pool) {
        return "pool " + pool;
    }

    private static Optional<PoolId> id(String text) {
        try {
            return Optional.of(new PoolId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String word(ChannelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
