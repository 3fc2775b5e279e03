package io.oriel.pool;

import io.oriel.certs.ca.MasterKey;
import io.oriel.host.api.HostAgent;
import io.oriel.pool.apply.Applier;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.apply.JobKeeper;
import io.oriel.pool.apply.RealityKeeper;
import io.oriel.pool.apply.RealityLook;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.event.EventSeals;
import io.oriel.pool.event.Events;
import io.oriel.pool.loop.EventKeeper;
import io.oriel.pool.loop.ReconcileLoop;
import io.oriel.pool.loop.Usages;
import io.oriel.pool.reconcile.Reconciler;
import io.oriel.pool.schedule.Limits;
import io.oriel.pool.schedule.Scheduler;
import io.oriel.pool.store.AdmissionRows;
import io.oriel.pool.store.AffinityRows;
import io.oriel.pool.store.Assignments;
import io.oriel.pool.store.DiskRows;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.HostRows;
import io.oriel.pool.store.JobRows;
import io.oriel.pool.store.LeaderLease;
import io.oriel.pool.store.NewVmRows;
import io.oriel.pool.store.OccurrenceRows;
import io.oriel.pool.store.PoolRows;
import io.oriel.pool.store.PoolVmRows;
import io.oriel.pool.store.RealityRows;
import io.oriel.pool.store.SealingMigration;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.SiteUses;
import io.oriel.pool.store.TagRows;
import io.oriel.pool.store.TagTreeRows;
import io.oriel.pool.store.TemplateRows;
import io.oriel.pool.store.Wishes;
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
public final class PoolModule implements AutoCloseable {
    private final Pools pools;
    private final Vms vms;
    private final Enforcement enforcement;
    private final Templates templates;
    private final Hosts hosts;
    private final DataCenters dataCenters;
    private final Clusters clusters;
    private final AffinityGroups affinity;
    private final Networks networks;
    private final Admissions admissions;
    private final StorageDomains storage;
    private final Events events;
    private final EventSeals seals;
    private final EventKeeper eventKeeper;
    private final Jobs jobs;
    private final Reality reality;
    private final RealityKeeper realityKeeper;
    private final ReconcileLoop loop;
    private final Applier applier;
    private final Connections connections;
    private final Tagging tagging;
    private final LiveCensus census;
    private final TemplateFetching fetching;

    private PoolModule(
            DataSource source,
            MasterKey master,
            Function<Host, HostAgent> connector,
            Clock clock,
            Timing timing,
            Limits limits) {
        var jdbc = JdbcClient.create(source);
        var transactions = new TransactionTemplate(new JdbcTransactionManager(source));
        events = new Events(jdbc);
        var jobRows = new JobRows(jdbc);
        jobs = new Jobs(jobRows, transactions, events, clock);
        var store = new EstateStore(jdbc, transactions, events, master);
        var hostRows = new HostRows(jdbc);
        var siteRows = new SiteRows(jdbc);
        siteRows.ensureDefaults();
        var siteUses = new SiteUses(jdbc);
        var assignments = new Assignments(
                jdbc,
                transactions,
                events,
                master,
                tended -> jobs.openOnce(
                        JobKind.VM_START,
                        tended.vm().id().value(),
                        "start vm " + tended.vm().name()));
        connections = new Connections(connector);
        var poke = new AtomicReference<Runnable>(() -> {});
        var usages = new Usages(clock);
        var templateRows = new TemplateRows(jdbc);
        var poolRows = new PoolRows(jdbc, master);
        applier = new Applier(
                store,
                new Applier.Beside(siteRows, templateRows, poolRows),
                connections,
                usages::progress,
                timing,
                clock,
                () -> poke.get().run());
        var lease = new LeaderLease(jdbc, "pid " + ProcessHandle.current().pid(), System::nanoTime);
        seals = new EventSeals(jdbc);
        eventKeeper = new EventKeeper(store, lease, seals);
        var realityRows = new RealityRows(jdbc);
        realityKeeper = new RealityKeeper(store, realityRows, jobRows, connections, transactions, events, clock);
        reality = new Reality(
                store, realityRows, new RealityLook(store, connections), connections, jobs, transactions, events);
        loop = new ReconcileLoop(
                store,
                lease,
                new Reconciler(timing, limits),
                applier,
                new JobKeeper(jobRows, transactions, events),
                realityKeeper,
                connections,
                usages,
                timing,
                clock);
        var tagTree = new TagTreeRows(jdbc);
        tagging = new Tagging(tagTree, transactions, events);
        census = new LiveCensus(
                new LiveCensus.Sources(store, siteRows, new DiskRows(jdbc), tagTree, jobRows, new OccurrenceRows(jdbc)),
                usages,
                loop::heard,
                events,
                clock);
        poke.set(loop::poke);
        var _ = events.onChange(_ -> poke.get().run());
        var evacuations = new Evacuations(store, usages, new Scheduler(limits), timing, clock);
        dataCenters = new DataCenters(siteRows, siteUses, transactions, events);
        clusters = new Clusters(siteRows, siteUses, transactions, events, clock);
        affinity = new AffinityGroups(new AffinityRows(jdbc), store, clusters, transactions, events);
        networks = new Networks(siteRows, siteUses, transactions, events, clock);
        storage = new StorageDomains(siteRows, siteUses, transactions, events, clock);
        pools = new Pools(
                store,
                poolRows,
                assignments,
                new PoolChanges(
                        poolRows, new PoolVmRows(jdbc), templateRows, clusters, transactions, events, jobs, clock),
                clock);
        var newVms = new NewVmRows(jdbc, master);
        var tags = new TagRows(jdbc);
        var making = new VmMaking(store, newVms, tags, clusters, transactions, events, jobs, clock);
        var operations =
                new VmOperations(store, new Wishes(jdbc), evacuations, transactions, events, jobs, timing, clock);
        vms = new Vms(
                store,
                assignments,
                connections,
                making,
                operations,
                new VmEditing(store, newVms, tags, new DiskRows(jdbc), clusters, making, operations, clock),
                usages,
                pools::eta);
        enforcement = new Enforcement(store, new Wishes(jdbc), transactions, events, timing, clock);
        var images = new TemplateImages(store, connections);
        fetching = new TemplateFetching(templateRows, images, transactions, events);
        templates = new Templates(store, templateRows, images, fetching, transactions, events, jobs, clock);
        hosts = new Hosts(hostRows, clusters, evacuations, transactions, usages, events, jobs, clock);
        admissions = new Admissions(new AdmissionRows(jdbc), hosts, connections, events, clock);
    }

    /**
     * Migrates the schema {@code pool}, makes data center and cluster {@code Default}, and wires everything. The loop is
     * not started.
     *
     * @param master by which secrets in the rows are sealed; the same for every replica
     * @param connector opens a host's agent; what it gives is kept, shared between threads, and closed by this module
     */
    public static PoolModule open(
            DataSource source, MasterKey master, Function<Host, HostAgent> connector, Clock clock) {
        return open(source, master, connector, clock, Timing.standard(), Limits.standard());
    }

    /** As {@link #open(DataSource, MasterKey, Function, Clock)}, with other times and limits than the standard ones. */
    public static PoolModule open(
            DataSource source,
            MasterKey master,
            Function<Host, HostAgent> connector,
            Clock clock,
            Timing timing,
            Limits limits) {
        migrate(source, master);
        // The database keeps microseconds; what is compared with its values must not be finer.
        var ticking = Clock.tick(clock, Duration.ofNanos(1000));
        return new PoolModule(source, master, connector, ticking, timing, limits);
    }

    /** Brings the schema up to date. */
    static void migrate(DataSource source, MasterKey master) {
        Flyway.configure()
                .dataSource(source)
                .schemas("pool")
                .defaultSchema("pool")
                .locations("classpath:db/pool")
                .javaMigrations(new SealingMigration(master))
                .load()
                .migrate();
    }

    public Pools pools() {
        return pools;
    }

    public Vms vms() {
        return vms;
    }

    /** What pools' policies do to people's desktops. */
    public Enforcement enforcement() {
        return enforcement;
    }

    public Templates templates() {
        return templates;
    }

    public Hosts hosts() {
        return hosts;
    }

    public DataCenters dataCenters() {
        return dataCenters;
    }

    public Clusters clusters() {
        return clusters;
    }

    public AffinityGroups affinity() {
        return affinity;
    }

    public Networks networks() {
        return networks;
    }

    /** Which machine is a host. */
    public Admissions admissions() {
        return admissions;
    }

    public StorageDomains storage() {
        return storage;
    }

    public Events events() {
        return events;
    }

    /** What proves that the audit log is as it was. */
    public EventSeals seals() {
        return seals;
    }

    /** Keeps the audit log while this control plane leads; to be started with the loop. */
    public EventKeeper eventKeeper() {
        return eventKeeper;
    }

    /** What was asked for and takes a while. */
    public Jobs jobs() {
        return jobs;
    }

    RealityKeeper realityKeeper() {
        return realityKeeper;
    }

    /** What is there and in no row, or the other way round. */
    public Reality reality() {
        return reality;
    }

    /** The tree of tags. */
    public Tagging tagging() {
        return tagging;
    }

    /** All that can be searched for. */
    public LiveCensus census() {
        return census;
    }

    /** The leader's loop; to be started by whoever runs the module. */
    public ReconcileLoop loop() {
        return loop;
    }

    @Override
    public void close() {
        fetching.close();
        eventKeeper.close();
        loop.close();
        realityKeeper.close();
        applier.close();
        connections.close();
    }
}
