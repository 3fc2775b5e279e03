package io.oriel.pool.store;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostInventory;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of hosts. Safe for use by many threads. */
public final class HostRows {
    private final JdbcClient jdbc;

    public HostRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All hosts, by name. */
    public List<Host> list() {
        return jdbc.sql("select * from pool.host order by name")
                .query(HostRowMapping::host)
                .list();
    }

    /** The hosts written to by this transaction or later ones. */
    List<Host> changedSince(String horizon) {
        return jdbc.sql("select * from pool.host where changed >= cast(:horizon as xid8)")
                .param("horizon", horizon)
                .query(HostRowMapping::host)
                .list();
    }

    Set<HostId> ids() {
        return jdbc.sql("select id from pool.host")
                .query((row, _) -> new HostId(Rows.uuid(row, "id")))
                .set();
    }

    public Optional<Host> find(HostId id) {
        return jdbc.sql("select * from pool.host where id = :id")
                .param("id", id.value())
                .query(HostRowMapping::host)
                .optional();
    }

    public Optional<Host> byName(String name) {
        return jdbc.sql("select * from pool.host where name = :name")
                .param("name", name)
                .query(HostRowMapping::host)
                .optional();
    }

    /** Makes a host, Unassigned. */
    public void insert(HostId id, String name, String address, int agentPort, ClusterId cluster, Instant now) {
        jdbc.sql("""
                        insert into pool.host (id, name, address, agent_port, cluster, state, state_since)
                        values (:id, :name, :address, :port, :cluster, 'unassigned', :now)""")
                .param("id", id.value())
                .param("name", name)
                .param("address", address)
                .param("port", agentPort)
                .param("cluster", cluster.value())
                .param("now", Rows.at(now))
                .update();
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

    /** Corrects where a host is reached; false when it is not there. */
    public boolean moveTo(HostId id, String address, int agentPort) {
        return jdbc.sql("update pool.host set address = :address, agent_port = :port where id = :id")
                        .param("id", id.value())
                        .param("address", address)
                        .param("port", agentPort)
                        .update()
                == 1;
    }

    /** Puts a host that no VM is on into another cluster; false when it has changed meanwhile. */
    public boolean moveTo(Host host, ClusterId cluster) {
        return jdbc.sql("""
                        update pool.host h set cluster = :cluster where id = :id and version = :version
                            and not exists (select 1 from pool.vm where host = h.id)""")
                        .param("id", host.id().value())
                        .param("version", host.version())
                        .param("cluster", cluster.value())
                        .update()
                == 1;
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

    /** The machine that waited for approval is now the confirmed one; false when the host has changed meanwhile. */
    public boolean approve(Host host, HostState.Unassigned next, Optional<String> machine) {
        return jdbc.sql("""
                        update pool.host set hardware_id = coalesce(:machine, hardware_id), pending_hardware_id = null,
                            state = :state, state_since = :since, state_reason = null
                        where id = :id and version = :version""")
                        .param("id", host.id().value())
                        .param("version", host.version())
                        .param("machine", machine.orElse(null))
                        .param("state", next.restName())
                        .param("since", Rows.at(next.since()))
                        .update()
                == 1;
    }

    /** Writes how a host stands; false when it has changed meanwhile. */
    public boolean save(Host host) {
        var state = host.state();
        var facts = host.facts();
        var inventory = facts.map(HostFacts::inventory).orElse(HostInventory.UNKNOWN);
        return jdbc.sql("""
                        update pool.host set
                            state = :state, state_since = :since, state_reason = :reason, pending_hardware_id = :pending,
                            said_hardware_id = :hardware, said_name = :name, said_cpus = :cpus,
                            said_memory_mib = :memory, said_accelerator = :accelerator, said_spice = :spice,
                            said_display_pin = :pin, said_libvirt = :libvirt, said_qemu = :qemu, said_agent = :agent,
                            said_cpu_model = :cpuModel, said_topology = :topology, said_cpu_models = :cpuModels,
                            said_cpu_flags = :cpuFlags, said_nics = :nics, said_bridges = :bridges,
                            said_devices = :devices, said_security = :security, said_kernel = :kernel
                        where id = :id and version = :version""")
                        .param("id", host.id().value())
                        .param("version", host.version())
                        .param("state", state.restName())
                        .param("since", Rows.at(state.since()))
                        .param("reason", state.because().orElse(null))
                        .param(
                                "pending",
                                state instanceof HostState.PendingApproval it
                                        ? it.machine().orElse(null)
                                        : null)
                        .param("hardware", facts.map(HostFacts::hardwareId).orElse(null))
                        .param("name", facts.map(HostFacts::hostName).orElse(null))
                        .param("cpus", facts.map(HostFacts::cpus).orElse(null))
                        .param("memory", facts.map(HostFacts::memoryMiB).orElse(null))
                        .param("accelerator", facts.map(HostFacts::accelerator).orElse(null))
                        .param("spice", facts.map(HostFacts::spice).orElse(null))
                        .param("pin", facts.map(HostFacts::displayPin).orElse(null))
                        .param("libvirt", facts.map(HostFacts::libvirtVersion).orElse(null))
                        .param("qemu", facts.map(HostFacts::qemuVersion).orElse(null))
                        .param("agent", facts.map(HostFacts::agentVersion).orElse(null))
                        .param("cpuModel", inventory.cpuModel())
                        .param("topology", new Integer[] {
                            inventory.sockets(), inventory.coresPerSocket(), inventory.threadsPerCore()
                        })
                        .param("cpuModels", HostRowMapping.texts(inventory.cpuModels()))
                        .param("cpuFlags", HostRowMapping.texts(inventory.cpuFlags()))
                        .param("nics", HostRowMapping.parts(inventory.nics()))
                        .param("bridges", HostRowMapping.texts(inventory.bridges()))
                        .param("devices", HostRowMapping.texts(inventory.devices()))
                        .param("security", inventory.security())
                        .param("kernel", inventory.kernel())
                        .update()
                == 1;
    }

    /** What still binds VMs or disks to a host, in words; empty when nothing does. */
    public Optional<String> bound(HostId id) {
        return jdbc.sql("""
                        select 'vm ' || name || ' is on it' from pool.vm where host = :id or peer_host = :id
                        union all select 'the memory of vm ' || name || ' lies on it' from pool.vm
                            where state = 'suspended' and last_host = :id
                        union all select 'vm ' || name || ' was made for it' from pool.vm where start_on = :id
                        union all select 'it works for vm ' || name from pool.vm where command_host = :id
                        union all select 'storage domain ' || s.name || ' with disks is on it' from pool.storage_domain s
                            where s.host = :id and (exists (select 1 from pool.vm where storage = s.id)
                                or exists (select 1 from pool.disk where storage = s.id)
                                or exists (select 1 from pool.template where storage = s.id)
                                or exists (select 1 from pool.template_disk where storage = s.id))
                        limit 1""").param("id", id.value()).query(String.class).optional();
    }

    /** Deletes a host that nothing is bound to; a local domain without disks waits for another host. False: changed. */
    public boolean delete(Host host) {
        var id = host.id().value();
        jdbc.sql("update pool.storage_domain set host = null, prepared = false where host = :id")
                .param("id", id)
                .update();
        jdbc.sql("update pool.vm set last_host = null where last_host = :id")
                .param("id", id)
                .update();
        jdbc.sql("update pool.vm set errand = null, errand_host = null, errand_until = null where errand_host = :id")
                .param("id", id)
                .update();
        return jdbc.sql("delete from pool.host where id = :id and version = :version")
                        .param("id", id)
                        .param("version", host.version())
                        .update()
                == 1;
    }
}
