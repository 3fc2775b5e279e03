package io.oriel.pool.store;

import io.oriel.certs.ca.MasterKey;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of pools and of new VMs, as admins make them. Safe for use by many threads. */
public final class PoolRows {
    private final JdbcClient jdbc;
    private final NewVmRows newVms;

    public PoolRows(JdbcClient jdbc, MasterKey master) {
        this.jdbc = jdbc;
        this.newVms = new NewVmRows(jdbc, master);
    }

    /**
     * How many of a pool's VMs are what.
     *
     * @param ready Up and free
     * @param startable free, to be started at a claim
     * @param outdated made of another template than the pool is now
     */
    public record Counted(int ready, int startable, int assigned, int outdated) {}

    /** All pools, by name. */
    public List<Pool> list() {
        return jdbc.sql(PoolRowMapping.SELECT + " order by name")
                .query(PoolRowMapping::pool)
                .list();
    }

    public Optional<Pool> find(PoolId id) {
        return jdbc.sql(PoolRowMapping.SELECT + " where id = :id")
                .param("id", id.value())
                .query(PoolRowMapping::pool)
                .optional();
    }

    public Optional<Pool> byName(String name) {
        return jdbc.sql(PoolRowMapping.SELECT + " where name = :name")
                .param("name", name)
                .query(PoolRowMapping::pool)
                .optional();
    }

    public Optional<Template> template(TemplateId id) {
        return new TemplateRows(jdbc).find(id);
    }

    public Counted count(PoolId id) {
        return jdbc.sql(
                        "select count(*) filter (where assigned_to is null and not recycle and not deleting and state = 'up') as ready,"
                                + " count(*) filter (where state <> 'up' and " + Assignments.FREE + ") as startable,"
                                + " count(assigned_to) as assigned, count(*) filter (where disk_use <> 'missing' and not deleting"
                                + " and template <> (select template from pool.pool where id = :pool)) as outdated"
                                + " from pool.vm where pool = :pool")
                .param("pool", id.value())
                .query((row, number) -> new Counted(
                        row.getInt("ready"), row.getInt("startable"), row.getInt("assigned"), row.getInt("outdated")))
                .single();
    }

    public void insert(Pool pool) {
        PoolRowMapping.write(pool, jdbc.sql("""
                        insert into pool.pool (id, name, description, kind, cluster, template, use_latest, previous, size,
                            prestarted, max_per_user, stateless, vcpus, memory_mib, deleting,
                            idle, on_idle, disconnected, on_disconnect, longest_session, refresh, refresh_days, unused,
                            refused_channels, second_viewer)
                        values (:id, :name, :description, :kind, :cluster, :template, :useLatest, :previous, :size,
                            :prestarted, :max, :stateless, :vcpus, :memory, :deleting,
                            :idle, :onIdle, :disconnected, :onDisconnect, :longestSession, :refresh, :refreshDays, :unused,
                            string_to_array(:refusedChannels, ','), :secondViewer)""")).update();
    }

    /** Writes all that an admin can change; false when it has changed meanwhile. */
    public boolean update(Pool pool) {
        return PoolRowMapping.write(pool, jdbc.sql("""
                        update pool.pool set name = :name, description = :description, kind = :kind, cluster = :cluster,
                            template = :template, use_latest = :useLatest, previous = :previous, size = :size,
                            prestarted = :prestarted, max_per_user = :max, stateless = :stateless, vcpus = :vcpus,
                            memory_mib = :memory, deleting = :deleting, idle = :idle, on_idle = :onIdle,
                            disconnected = :disconnected, on_disconnect = :onDisconnect,
                            longest_session = :longestSession, refresh = :refresh, refresh_days = :refreshDays,
                            unused = :unused, refused_channels = string_to_array(:refusedChannels, ','),
                            second_viewer = :secondViewer
                        where id = :id and version = :version"""))
                        .param("version", pool.version())
                        .update()
                == 1;
    }

    /** A new VM of a pool, Down and without a disk yet. */
    public void insertVm(Pool pool, int position, StorageDomainId storage, Instant now) {
        var build = new Build(
                position, pool.cluster(), DiskSource.thin(pool.template()), Hardware.LINUX, 1, Optional.empty());
        var card = new Nic(NicId.random(), newVms.nextMac(), Optional.empty());
        var vm = new Vm(
                new VmId(UUID.randomUUID()),
                Pool.vmName(pool.name(), position),
                Optional.of(pool.id()),
                new VmState.Down(now),
                Optional.empty(),
                pool.vcpus(),
                pool.memoryMiB(),
                pool.stateless(),
                Optional.empty(),
                1);
        newVms.insert(vm, build, Outfit.pooled(card), storage);
    }

    /** Notes that a pool is being deleted; false when it has changed meanwhile. */
    public boolean delete(Pool pool) {
        return jdbc.sql("update pool.pool set deleting = true where id = :id and version = :version")
                        .param("id", pool.id().value())
                        .param("version", pool.version())
                        .update()
                == 1;
    }

    /** Has a pool refilled no more; false when it has changed meanwhile. */
    public boolean restrain(Pool pool, String reason, Instant now) {
        return jdbc.sql("""
                        update pool.pool set restrained_since = :now, restrained_reason = :reason
                        where id = :id and version = :version and restrained_since is null""")
                        .param("id", pool.id().value())
                        .param("version", pool.version())
                        .param("now", Rows.at(now))
                        .param("reason", reason)
                        .update()
                == 1;
    }

    /** Refills a pool again, and counts its failures from zero; false when it has changed meanwhile. */
    public boolean free(Pool pool) {
        return jdbc.sql("""
                        update pool.pool set restrained_since = null, restrained_reason = null, failures_from = now()
                        where id = :id and version = :version""")
                        .param("id", pool.id().value())
                        .param("version", pool.version())
                        .update()
                == 1;
    }

    /** Removes the row of a deleted pool; false when it has changed meanwhile. */
    public boolean forget(Pool pool) {
        return jdbc.sql("delete from pool.pool where id = :id and version = :version and deleting")
                        .param("id", pool.id().value())
                        .param("version", pool.version())
                        .update()
                == 1;
    }

    /** One more failure of a pool's VM is remembered for the pool. */
    void noteFailure(TendedVm before, TendedVm after) {
        var failed =
                after.upkeep().setback().failures() > before.upkeep().setback().failures();
        var pool = after.vm().pool().filter(_ -> failed && !after.upkeep().deleting());
        pool.ifPresent(id -> {
            jdbc.sql("delete from pool.failure where at < now() - interval '1 hour'")
                    .update();
            jdbc.sql("insert into pool.failure (pool, text) values (:pool, :text)")
                    .param("pool", id.value())
                    .param(
                            "text",
                            "vm " + after.vm().name() + ": "
                                    + after.vm().trouble().orElse("it failed"))
                    .update();
        });
    }
}
