package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomain;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of hosts, clusters and storage domains, as admins make them. Safe for use by many threads. */
public final class HostRows {
    private final JdbcClient jdbc;

    public HostRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes data center and cluster {@code Default} unless they are there. */
    public void ensureDefaults() {
        jdbc.sql("insert into pool.data_center (id, name) values (:id, 'Default') on conflict do nothing")
                .param("id", UUID.randomUUID())
                .update();
        jdbc.sql("""
                        insert into pool.cluster (id, data_center, name)
                        select :id, id, 'Default' from pool.data_center where name = 'Default' on conflict do nothing""").param("id", UUID.randomUUID()).update();
    }

    /** Makes the host in cluster {@code Default}, or corrects its address; true when something was written. */
    public boolean ensure(String name, String address, int agentPort, Instant now) {
        return jdbc.sql("""
                        insert into pool.host (id, name, address, agent_port, cluster, state, state_since)
                        select :id, :name, :address, :port, id, 'unassigned', :now from pool.cluster where name = 'Default'
                        on conflict (name) do update set address = excluded.address, agent_port = excluded.agent_port
                        where (host.address, host.agent_port) <> (excluded.address, excluded.agent_port)""")
                        .param("id", UUID.randomUUID())
                        .param("name", name)
                        .param("address", address)
                        .param("port", agentPort)
                        .param("now", Rows.at(now))
                        .update()
                > 0;
    }

    public Optional<Host> byName(String name) {
        return jdbc.sql("select * from pool.host where name = :name")
                .param("name", name)
                .query(Rows::host)
                .optional();
    }

    /** Notes the machine behind a host; false when another one was noted before. */
    public boolean confirm(HostId host, String hardwareId) {
        return jdbc.sql("""
                        update pool.host set hardware_id = :hardware
                        where id = :id and (hardware_id is null or hardware_id = :hardware)""")
                        .param("id", host.value())
                        .param("hardware", hardwareId)
                        .update()
                == 1;
    }

    /** Makes the storage domain unless one has its name; true when it was made. */
    public boolean insert(StorageDomain domain) {
        return jdbc.sql(
                                "insert into pool.storage_domain (id, name, path) values (:id, :name, :path) on conflict do nothing")
                        .param("id", domain.id().value())
                        .param("name", domain.name())
                        .param("path", domain.path())
                        .update()
                == 1;
    }

    /** Corrects a storage domain's path; false when it holds disks. */
    public boolean move(StorageDomain domain) {
        return jdbc.sql("""
                        update pool.storage_domain s set path = :path
                        where id = :id and not exists (select 1 from pool.template where storage = s.id)
                            and not exists (select 1 from pool.vm where storage = s.id)""")
                        .param("id", domain.id().value())
                        .param("path", domain.path())
                        .update()
                == 1;
    }

    /** Hosts that are Up must make the storage domains usable anew. */
    public void prepareAgain(Instant now) {
        jdbc.sql("update pool.host set state = 'initializing', state_since = :now where state = 'up'")
                .param("now", Rows.at(now))
                .update();
    }
}
