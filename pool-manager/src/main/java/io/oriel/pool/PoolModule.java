package io.oriel.pool;

import io.oriel.host.api.HostAgent;
import io.oriel.pool.estate.Host;
import io.oriel.pool.event.Events;
import io.oriel.pool.loop.ReconcileLoop;
import java.time.Clock;
import java.util.function.Function;
import javax.sql.DataSource;

/** The module, wired. */
public record PoolModule(
        Pools pools,
        Vms vms,
        Templates templates,
        Hosts hosts,
        StorageDomains storage,
        Events events,
        ReconcileLoop loop)
        implements AutoCloseable {

    /**
     * Migrates the schema {@code pool}, makes data center and cluster {@code Default}, and wires everything. The loop is not started.
     *
     * @param connector opens a host's agent; the result is kept and closed by this module
     */
    public static PoolModule open(DataSource source, Function<Host, HostAgent> connector, Clock clock) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
