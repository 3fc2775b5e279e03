package io.oriel.broker.operation;

import io.oriel.broker.access.Entitlements;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.NewPool;
import io.oriel.pool.PoolCount;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import java.util.Comparator;
import java.util.List;

/** Pools and who may take from them. Throws {@link BrokerException} and {@link io.oriel.pool.PoolException}. */
public final class PoolAdmin {
    private final PoolModule estate;
    private final Entitlements entitlements;

    public PoolAdmin(PoolModule estate, Entitlements entitlements) {
        this.estate = estate;
        this.entitlements = entitlements;
    }

    /** A pool, how it stands, and who may take from it. */
    public record Entry(Pool pool, String template, PoolCount count, List<Subject> entitled) {
        public Entry {
            entitled = List.copyOf(entitled);
        }
    }

    /**
     * What a new pool shall be.
     *
     * @param name may hold one run of question marks for the desktop's number
     * @param template by name
     * @param entitled who may take from it
     */
    public record Wish(
            String name,
            String description,
            String template,
            int size,
            int prestarted,
            int maxPerUser,
            boolean stateless,
            int vcpus,
            long memoryMiB,
            List<Subject> entitled) {
        public Wish {
            entitled = List.copyOf(entitled);
        }
    }

    /** All pools, by name. */
    public List<Entry> list(User actor) {
        Admins.require(actor);
        return estate.pools().list().stream()
                .sorted(Comparator.comparing(Pool::name))
                .map(this::entry)
                .toList();
    }

    /** Makes a pool and lets these people and groups take from it. */
    public Entry create(User actor, Wish wish) {
        Admins.require(actor);
        var template = estate.templates()
                .byName(wish.template())
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no template of this name"));
        var pool = estate.pools()
                .create(new NewPool(
                        wish.name(),
                        wish.description(),
                        template.id(),
                        wish.size(),
                        wish.prestarted(),
                        wish.maxPerUser(),
                        wish.stateless(),
                        wish.vcpus(),
                        wish.memoryMiB()));
        wish.entitled().forEach(subject -> entitle(actor, pool.id(), subject));
        return entry(pool);
    }

    /** Lets a person or group take from a pool. */
    public void entitle(User actor, PoolId id, Subject subject) {
        Admins.require(actor);
        var pool = known(id);
        entitlements.grant(id, subject);
        record(actor, word(subject) + " may take from pool " + pool.name());
    }

    /** Takes that right away; what they have stays theirs. */
    public void withdraw(User actor, PoolId id, Subject subject) {
        Admins.require(actor);
        var pool = known(id);
        entitlements.withdraw(id, subject);
        record(actor, word(subject) + " may no longer take from pool " + pool.name());
    }

    private Pool known(PoolId id) {
        return estate.pools().find(id).orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no such pool"));
    }

    private Entry entry(Pool pool) {
        var template = estate.templates()
                .find(pool.template())
                .map(found -> found.name())
                .orElse("");
        return new Entry(pool, template, estate.pools().count(pool.id()), entitlements.of(pool.id()));
    }

    /** Names the pool in words only: people who could not see it before must hear of this. See {@link Desktops#watch}. */
    private void record(User actor, String what) {
        estate.events()
                .record(Event.of(Severity.NORMAL, what + ", by " + actor.id()).about(actor.id()));
    }

    private static String word(Subject subject) {
        return switch (subject.kind()) {
            case USER -> "user " + subject.name();
            case GROUP -> "group " + subject.name();
        };
    }
}
