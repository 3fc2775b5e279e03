package io.oriel.pool.store;

import io.oriel.certs.ca.MasterKey;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the estate as a snapshot, and writes the leader's changes row by row.
 *
 * <p>Safe for use by many threads.
 */
public final class EstateStore {
    private static final String VM = "select " + OutfitColumns.ALL + " from pool.vm v ";

    private final JdbcClient jdbc;
    private final TransactionTemplate write;
    private final TransactionTemplate snapshot;
    private final Events events;
    private final RowMapper<TendedVm> vmMapping;
    private final VmRows vmRows;
    private final OutfitRows outfitRows;
    private final HostRows hostRows;
    private final SiteRows siteRows;
    private final AffinityRows affinityRows;
    private final PoolRows poolRows;
    private final TemplateRows templateRows;

    /** @param master by which secrets in the rows are sealed */
    public EstateStore(JdbcClient jdbc, TransactionTemplate transactions, Events events, MasterKey master) {
        var seal = new VmSeal(master);
        this.vmMapping = Rows.vm(seal);
        this.jdbc = jdbc;
        this.write = transactions;
        this.events = events;
        this.vmRows = new VmRows(jdbc, seal);
        this.outfitRows = new OutfitRows(jdbc);
        this.hostRows = new HostRows(jdbc);
        this.siteRows = new SiteRows(jdbc);
        this.affinityRows = new AffinityRows(jdbc);
        this.poolRows = new PoolRows(jdbc, master);
        this.templateRows = new TemplateRows(jdbc);
        var manager = transactions.getTransactionManager();
        if (manager == null) {
            throw new IllegalArgumentException("the transaction template has no manager");
        }
        this.snapshot = new TransactionTemplate(manager);
        this.snapshot.setIsolationLevel(TransactionTemplate.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /**
     * A snapshot of the rows, and from where the next reading has to go on.
     *
     * @param horizon the oldest transaction that was open at the snapshot: what it and later ones write is read anew
     */
    public record Reading(Estate estate, String horizon) {}

    /** Everything. */
    public Reading readAll() {
        return read("0", new HashMap<>(), new HashMap<>());
    }

    /** What the earlier reading knew, and all that has changed since. */
    public Reading readOn(Reading before) {
        var known = before.estate();
        // Kept in order, so that the next estate is in order almost before it is sorted.
        return read(before.horizon(), new LinkedHashMap<>(known.hosts()), new LinkedHashMap<>(known.vms()));
    }

    private Reading read(String horizon, Map<HostId, Host> hosts, Map<VmId, TendedVm> vms) {
        return Rows.got(snapshot.execute(_ -> {
            var next = jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                    .query(String.class)
                    .single();
            jdbc.sql(VM + "where changed >= cast(:horizon as xid8)")
                    .param("horizon", horizon)
                    .query(vmMapping)
                    .list()
                    .forEach(tended -> vms.put(tended.vm().id(), tended));
            vmRows.goneSince(horizon).forEach(vms::remove);
            hostRows.changedSince(horizon).forEach(host -> hosts.put(host.id(), host));
            hosts.keySet().retainAll(hostRows.ids());
            return new Reading(
                    new Estate(
                            hosts,
                            site(),
                            byId(templateRows.list(), Template::id),
                            byId(pools(), Pool::id),
                            vms,
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Instant.EPOCH),
                    next);
        }));
    }

    /** All hosts, by name. */
    public List<Host> hosts() {
        return hostRows.list();
    }

    /** One host. */
    public Optional<Host> host(HostId id) {
        return hostRows.find(id);
    }

    /** What hosts stand in. */
    public Site site() {
        return new Site(
                byId(siteRows.clusters(), Cluster::id),
                byId(siteRows.networks(), Network::id),
                byId(siteRows.storage(), StorageDomain::id),
                affinityRows.list());
    }

    /** All pools, by name. */
    public List<Pool> pools() {
        return poolRows.list();
    }

    public Optional<Template> template(TemplateId id) {
        return templateRows.find(id);
    }

    /** One VM. */
    public Optional<TendedVm> vm(VmId id) {
        return jdbc.sql(VM + "where v.id = :id")
                .param("id", id.value())
                .query(vmMapping)
                .optional();
    }

    /** One VM, by its name. */
    public Optional<TendedVm> vm(String name) {
        return jdbc.sql(VM + "where v.name = :name")
                .param("name", name)
                .query(vmMapping)
                .optional();
    }

    /** All VMs, by name. */
    public List<TendedVm> vms() {
        return jdbc.sql(VM + "order by v.name").query(vmMapping).list();
    }

    /** All VMs a person holds, by name. */
    public List<TendedVm> vmsOf(UserId user) {
        return jdbc.sql(VM + "where assigned_to = :user order by v.name")
                .param("user", user.value())
                .query(vmMapping)
                .list();
    }

    /** All VMs of a pool, by number. */
    public List<TendedVm> vmsOf(PoolId pool) {
        return jdbc.sql(VM + "where pool = :pool order by position")
                .param("pool", pool.value())
                .query(vmMapping)
                .list();
    }

    /** The VM whose command this is; empty when the command has ended or was given up. */
    public Optional<TendedVm> vmOf(CommandId command) {
        return jdbc.sql(VM + "where command_id = :id")
                .param("id", command.value())
                .query(vmMapping)
                .optional();
    }

    /** Writes a VM's move, with its event; refused when the row or the leader is not what it was. */
    public Write save(TendedVm before, TendedVm after, LeaseToken token, Optional<Event> event) {
        return lead(token, () -> {
            if (!vmRows.update(after)) {
                return false;
            }
            outfitRows.write(after.vm().id().value(), before.outfit(), after.outfit());
            vmRows.noteStart(before, after);
            poolRows.noteFailure(before, after);
            event.ifPresentOrElse(
                    events::record,
                    () -> events.announce(
                            new Change(Optional.of(after.vm().id()), after.vm().pool(), "")));
            return true;
        });
    }

    /** Removes a deleted VM's row, with its event; refused when the row or the leader is not what it was. */
    public Write forget(TendedVm gone, LeaseToken token, Event event) {
        return lead(token, () -> {
            outfitRows.keepDisks(gone);
            if (!vmRows.forget(gone)) {
                return false;
            }
            events.record(event);
            return true;
        });
    }

    /** Writes how a host stands, with its event. */
    public Write save(Host after, LeaseToken token, Optional<Event> event) {
        return lead(token, () -> {
            if (!hostRows.save(after)) {
                return false;
            }
            event.ifPresent(events::record);
            return true;
        });
    }

    /** Writes something else as the leader, with its event; {@code change} says false when the row is not what it was. */
    public Write lead(LeaseToken token, BooleanSupplier change, Optional<Event> event) {
        return lead(token, () -> {
            if (!change.getAsBoolean()) {
                return false;
            }
            event.ifPresent(events::record);
            return true;
        });
    }

    /** Writes an event as the leader. */
    public Write record(Event event, LeaseToken token) {
        return lead(token, () -> {
            events.record(event);
            return true;
        });
    }

    /** The lease row is held until the commit, so that nobody can take the lease in between. */
    private Write lead(LeaseToken token, BooleanSupplier change) {
        return Rows.got(write.execute(status -> {
            if (!LeaderLease.leads(jdbc, token)) {
                return Write.NOT_LEADER;
            }
            if (change.getAsBoolean()) {
                return Write.DONE;
            }
            status.setRollbackOnly();
            return Write.OUTDATED;
        }));
    }

    /** The median of the last starts of a pool's VMs. */
    public Optional<Duration> medianStart(PoolId pool) {
        return vmRows.medianStart(pool);
    }

    private static <K, V> Map<K, V> byId(List<V> values, Function<V, K> id) {
        return values.stream().collect(Collectors.toMap(id, it -> it));
    }
}
