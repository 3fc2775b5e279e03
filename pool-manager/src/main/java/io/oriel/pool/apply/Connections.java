package io.oriel.pool.apply;

import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Host;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** One agent for each host, opened when first needed and anew when the host's address changes. Safe for many threads. */
public final class Connections implements AutoCloseable {
    private final Function<Host, HostAgent> connector;
    private final Map<HostId, Connection> open = new ConcurrentHashMap<>();

    private record Connection(String address, int port, HostAgent agent) {
        boolean leadsTo(Host host) {
            return address.equals(host.address()) && port == host.agentPort();
        }
    }

    public Connections(Function<Host, HostAgent> connector) {
        this.connector = connector;
    }

    /** The host's agent. */
    public HostAgent to(Host host) {
        var connection = open.compute(host.id(), (_, known) -> {
            if (known != null && known.leadsTo(host)) {
                return known;
            }
            if (known != null) {
                known.agent().close();
            }
            return new Connection(host.address(), host.agentPort(), connector.apply(host));
        });
        return connection.agent();
    }

    /** Ends the connection to a host that is gone. */
    public void forget(HostId host) {
        var known = open.remove(host);
        if (known != null) {
            known.agent().close();
        }
    }

    /** Ends all connections at once, so that many hosts take no longer than one. */
    @Override
    public void close() {
        try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
            open.values().forEach(connection -> closing.execute(connection.agent()::close));
        }
        open.clear();
    }
}
