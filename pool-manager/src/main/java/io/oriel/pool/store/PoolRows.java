package io.oriel.pool.store;

import io.oriel.host.api.Hardware;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of pools and templates, as admins make them. Safe for use by many threads. */
public final class PoolRows {
    private final JdbcClient jdbc;
    private final NewVmRows newVms;

    public PoolRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.newVms = new NewVmRows(jdbc);
    }

    /**
     * How many of a pool's VMs are what.
     *
     * @param ready Up and free
     * @param startable free, to be started at a claim
     */
    public record Counted(int ready, int startable, int assigned) {}

    public Optional<Pool> find(PoolId id) {
        return jdbc.sql("select * from pool.pool where id = :id")
                .param("id", id.value())
                .query(Rows::pool)
                .optional();
    }

    public Optional<Pool> byName(String name) {
        return jdbc.sql("select * from pool.pool where name = :name")
                .param("name", name)
                .query(Rows::pool)
                .optional();
    }

    public Optional<Template> template(TemplateId id) {
        return jdbc.sql("select * from pool.template where id = :id")
                .param("id", id.value())
                .query(Rows::template)
                .optional();
    }

    public Optional<Template> templateByName(String name) {
        return jdbc.sql("select * from pool.template where name = :name")
                .param("name", name)
                .query(Rows::template)
                .optional();
    }

    public Counted count(PoolId id) {
        return jdbc.sql("select count(*) filter (where assigned_to is null and not recycle and state = 'up') as ready,"
                        + " count(*) filter (where state <> 'up' and " + Assignments.FREE + ") as startable,"
                        + " count(assigned_to) as assigned from pool.vm where pool = :pool")
                .param("pool", id.value())
                .query((row, number) ->
                        new Counted(row.getInt("ready"), row.getInt("startable"), row.getInt("assigned")))
                .single();
    }

    public void insert(Pool pool, ClusterId cluster) {
        jdbc.sql("""
                        insert into pool.pool (id, name, description, template, size, prestarted, max_per_user, stateless,
                            vcpus, memory_mib, cluster)
                        values (:id, :name, :description, :template, :size, :prestarted, :max, :stateless,
                            :vcpus, :memory, :cluster)""")
                .param("cluster", cluster.value())
                .param("id", pool.id().value())
                .param("name", pool.name())
                .param("description", pool.description())
                .param("template", pool.template().value())
                .param("size", pool.size())
                .param("prestarted", pool.prestarted())
                .param("max", pool.maxPerUser())
                .param("stateless", pool.stateless())
                .param("vcpus", pool.vcpus())
                .param("memory", pool.memoryMiB())
                .update();
    }

    /** All VMs of a new pool, Down and without a disk yet. */
    public void insertVms(Pool pool, ClusterId cluster, StorageDomainId storage, Instant now) {
        int position = 0;
        for (var name : Pool.vmNames(pool.name(), pool.size())) {
            position++;
            var build = new Build(
                    position, cluster, DiskSource.thin(pool.template()), Hardware.LINUX, 1, Optional.empty());
            var card = new Nic(NicId.random(), newVms.nextMac(), Optional.empty());
            var vm = new Vm(
                    new VmId(UUID.randomUUID()),
                    name,
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
    }

    public void insert(Template template) {
        jdbc.sql("""
                        insert into pool.template (id, name, disk, storage, virtual_bytes)
                        values (:id, :name, :disk, :storage, :bytes)""")
                .param("id", template.id().value())
                .param("name", template.name())
                .param("disk", template.disk().value())
                .param("storage", template.storage().value())
                .param("bytes", template.virtualBytes())
                .update();
    }

    /** Holds a template's name until the transaction ends; false when somebody else does. */
    public boolean reserveTemplateName(String name) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 1))")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }
}
