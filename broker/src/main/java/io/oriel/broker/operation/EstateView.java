package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.gateway.Gateway;
import io.oriel.broker.gateway.Gateways;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Host;
import io.oriel.pool.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What an administrator looks at: hosts, gateways and events. */
public final class EstateView {
    private static final int MOST_EVENTS = 1000;

    private final Rights rights;
    private final PoolModule estate;
    private final Gateways gateways;

    public EstateView(Rights rights, PoolModule estate, Gateways gateways) {
        this.rights = rights;
        this.estate = estate;
        this.gateways = gateways;
    }

    /** All hosts. */
    public List<Host> hosts(User actor) {
        return rights.listed(actor, UseCase.HOST_LIST, estate.hosts().list(), it -> ObjectRef.of(it.id()));
    }

    /** All gateways. */
    public List<Gateway> gateways(User actor) {
        rights.require(actor, UseCase.GATEWAY_LIST);
        return gateways.list();
    }

    /** The latest events, newest first; 1 to 1,000. */
    public List<Event> events(User actor, int count) {
        if (count < 1 || count > MOST_EVENTS) {
            throw new BrokerException(Code.INVALID, "ask for 1 to " + MOST_EVENTS + " events");
        }
        return seen(actor, estate.events().latest(overseer(actor) ? count : MOST_EVENTS))
                .limit(count)
                .toList();
    }

    /** The latest events about one VM, pool or host, newest first; 1 to 1,000. */
    public List<Event> events(User actor, UUID about, int count) {
        if (count < 1 || count > MOST_EVENTS) {
            throw new BrokerException(Code.INVALID, "ask for 1 to " + MOST_EVENTS + " events");
        }
        return seen(actor, estate.events().latest(about, overseer(actor) ? count : MOST_EVENTS))
                .limit(count)
                .toList();
    }

    private boolean overseer(User actor) {
        return rights.of(actor).oversees(ObjectRef.SYSTEM);
    }

    /** Who is named in an event, who sees one of its objects, and who oversees the whole system. */
    Stream<Event> seen(User actor, List<Event> all) {
        if (overseer(actor)) {
            return all.stream();
        }
        var authoriser = rights.of(actor);
        var known = new HashMap<ObjectRef, Boolean>();
        return all.stream()
                .filter(event -> event.user().filter(actor.id()::equals).isPresent()
                        || objects(event).anyMatch(it -> known.computeIfAbsent(it, authoriser::sees)));
    }

    private static Stream<ObjectRef> objects(Event event) {
        return Stream.of(
                        event.vm().map(ObjectRef::of),
                        event.pool().map(ObjectRef::of),
                        event.host().map(ObjectRef::of))
                .flatMap(Optional::stream);
    }
}
