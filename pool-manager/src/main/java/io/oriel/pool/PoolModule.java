package io.oriel.pool;

import io.oriel.host.api.HostAgent;
import io.oriel.pool.apply.Applier;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.event.Events;
import io.oriel.pool.loop.ReconcileLoop;
import io.oriel.pool.reconcile.Reconciler;
import io.oriel.pool.schedule.Limits;
import io.oriel.pool.store.Assignments;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.HostRows;
import io.oriel.pool.store.LeaderLease;
import io.oriel.pool.store.PoolRows;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The module, wired. Closing it ends the loop and the connections to the agents; VMs run on. */
public record PoolModule(
        Pools pools,
        Vms vms,
        Templates templates,
        Hosts hosts,
        StorageDomains storage,
        Events events,
        ReconcileLoop loop,
        Applier applier,
        Connections connections)
        implements AutoCloseable {

    /**
     * Migrates the schema {@code pool}, makes data center and cluster {@code Default}, and wires everything. The loop is
     * not started.
     *
     * @param connector opens a host's agent; what it gives is kept, shared between threads, and closed by this module
     */
    public static PoolModule open(DataSource source, Function<Host, HostAgent> connector, Clock clock) {
        return open(source, connector, clock, Timing.standard(), Limits.standard());
    }

    /** As {@link #open(DataSource, Function, Clock)}, with other times and limits than the standard ones. */
    public static PoolModule open(
            DataSource source, Function<Host, HostAgent> connector, Clock clock, Timing timing, Limits limits) {
        migrate(source);
        // The database keeps microseconds; what is compared with its values must not be finer.
        var ticking = Clock.tick(clock, Duration.ofNanos(1000));
        var jdbc = JdbcClient.create(source);
        var transactions = new TransactionTemplate(new JdbcTransactionManager(source));
        var events = new Events(jdbc);
        var store = new EstateStore(jdbc, transactions, events);
        var hostRows = new HostRows(jdbc);
        hostRows.ensureDefaults();
        var assignments = new Assignments(jdbc, transactions, events);
        var connections = new Connections(connector);
        var poke = new AtomicReference<Runnable>(() -> {});
        var applier = new Applier(
                store, connections, timing, ticking, () -> poke.get().run());
        var owner = "pid " + ProcessHandle.current().pid();
        var loop = new ReconcileLoop(
                store,
                new LeaderLease(jdbc, owner, System::nanoTime),
                new Reconciler(timing, limits),
                applier,
                connections,
                timing,
                ticking);
        poke.set(loop::poke);
        var _ = events.onChange(_ -> loop.poke());
        var poolRows = new PoolRows(jdbc);
        var pools = new Pools(store, poolRows, assignments, transactions, events, ticking);
        return new PoolModule(
                pools,
                new Vms(store, assignments, connections, pools::eta),
                new Templates(store, poolRows, transactions, connections, events, ticking),
                new Hosts(store, hostRows, events, ticking),
                new StorageDomains(store, hostRows, transactions, events, ticking),
                events,
                loop,
                applier,
                connections);
    }

    /** Brings the schema up to date. */
    static void migrate(DataSource source) {
        Flyway.configure()
                .dataSource(source)
                .schemas("pool")
                .defaultSchema("pool")
                .locations("classpath:db/pool")
                .load()
                .migrate();
    }

    @Override
    public void close() {
        loop.close();
        applier.close();
        connections.close();
    }
}
