package io.oriel.pool.apply;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.Write;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the storage domains usable on a host whose agent answers, and then counts the host as Up. */
final class HostPreparation {
    private static final int TRIES = 10;
    private static final long PAUSE_MILLIS = 1000;

    private final EstateStore store;
    private final Connections connections;
    private final Clock clock;
    private final Runnable changed;
    private final Set<HostId> running = ConcurrentHashMap.newKeySet();

    HostPreparation(EstateStore store, Connections connections, Clock clock, Runnable changed) {
        this.store = store;
        this.connections = connections;
        this.clock = clock;
        this.changed = changed;
    }

    void prepare(Host host, List<StorageDomain> storage, LeaseToken token) {
        if (!running.add(host.id())) {
            return;
        }
        try {
            var objection = objection(connections.to(host), storage, token);
            var now = clock.instant();
            var next = objection.isEmpty() ? new HostState.Up(now) : new HostState.NonOperational(now, objection.get());
            var why = objection.orElse("its storage is ready");
            if (store.save(host.in(next), token, Optional.of(Tale.of(host, next, why))) == Write.DONE) {
                changed.run();
            }
        } finally {
            running.remove(host.id());
        }
    }

    private static Optional<String> objection(HostAgent agent, List<StorageDomain> storage, LeaseToken token) {
        for (var domain : storage) {
            var command = new EstateCommand.PrepareStorage(new CommandId(UUID.randomUUID()), token, domain.ref());
            var objection =
                    objection(outcome(agent, command)).map(why -> "storage domain " + domain.name() + ": " + why);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> objection(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> Optional.empty();
            case Outcome.Refused refused -> Optional.of(refused.message());
            case Outcome.Failed(var message) -> Optional.of(message);
            case Outcome.Unsupported(var name) -> Optional.of("its agent does not know " + name);
        };
    }

    private static Outcome outcome(HostAgent agent, EstateCommand command) {
        try {
            for (int i = 0; i < TRIES; i++) {
                if (agent.execute(command) instanceof Answer.Ended(var outcome)) {
                    return outcome;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            return new Outcome.Failed("it takes too long");
        } catch (AgentException e) {
            return new Outcome.Failed("the agent does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("interrupted");
        }
    }
}
