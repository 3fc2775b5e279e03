package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.gateway.Gateway;
import io.oriel.broker.gateway.Gateways;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Host;
import io.oriel.pool.event.Event;
import java.util.List;
import java.util.UUID;

/** What an administrator looks at: hosts, gateways and events. */
public final class EstateView {
    private static final int MOST_EVENTS = 1000;

    private final PoolModule estate;
    private final Gateways gateways;

    public EstateView(PoolModule estate, Gateways gateways) {
        this.estate = estate;
        this.gateways = gateways;
    }

    /** All hosts. */
    public List<Host> hosts(User actor) {
        Admins.require(actor);
        return estate.hosts().list();
    }

    /** All gateways. */
    public List<Gateway> gateways(User actor) {
        Admins.require(actor);
        return gateways.list();
    }

    /** The latest events, newest first; 1 to 1,000. */
    public List<Event> events(User actor, int count) {
        Admins.require(actor);
        if (count < 1 || count > MOST_EVENTS) {
            throw new BrokerException(Code.INVALID, "ask for 1 to " + MOST_EVENTS + " events");
        }
        return estate.events().latest(count);
    }

    /** The latest events about one VM, pool or host, newest first; 1 to 1,000. */
    public List<Event> events(User actor, UUID about, int count) {
        Admins.require(actor);
        if (count < 1 || count > MOST_EVENTS) {
            throw new BrokerException(Code.INVALID, "ask for 1 to " + MOST_EVENTS + " events");
        }
        return estate.events().latest(about, count);
    }
}
