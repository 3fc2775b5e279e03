package io.oriel.pool.store;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the estate as a snapshot, and writes the leader's changes row by row.
 *
 * <p>Safe for use by many threads.
 */
public final class EstateStore {
    private static final int STARTS_KEPT = 20;

    private final JdbcClient jdbc;
    private final TransactionTemplate write;
    private final TransactionTemplate snapshot;
    private final Events events;

    public EstateStore(JdbcClient jdbc, TransactionTemplate transactions, Events events) {
        this.jdbc = jdbc;
        this.write = transactions;
        this.events = events;
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
        return read("0", new HashMap<>());
    }

    /** What the earlier reading knew, and all that has changed since. */
    public Reading readOn(Reading before) {
        return read(before.horizon(), new HashMap<>(before.estate().vms()));
    }

    private Reading read(String horizon, Map<VmId, TendedVm> vms) {
        return Rows.got(snapshot.execute(_ -> {
            var next = jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                    .query(String.class)
                    .single();
            jdbc.sql("select * from pool.vm where changed >= cast(:horizon as xid8)")
                    .param("horizon", horizon)
                    .query(Rows::vm)
                    .list()
                    .forEach(tended -> vms.put(tended.vm().id(), tended));
            return new Reading(
                    new Estate(
                            byId(hosts(), Host::id),
                            byId(storage(), StorageDomain::id),
                            byId(templates(), Template::id),
                            byId(pools(), Pool::id),
                            vms,
                            Map.of(),
                            Instant.EPOCH),
                    next);
        }));
    }

    /** All hosts, by name. */
    public List<Host> hosts() {
        return jdbc.sql("select * from pool.host order by name")
                .query(Rows::host)
                .list();
    }

    /** One host. */
    public Optional<Host> host(HostId id) {
        return jdbc.sql("select * from pool.host where id = :id")
                .param("id", id.value())
                .query(Rows::host)
                .optional();
    }

    /** All pools, by name. */
    public List<Pool> pools() {
        return jdbc.sql("select * from pool.pool order by name")
                .query(Rows::pool)
                .list();
    }

    /** All templates, by name. */
    public List<Template> templates() {
        return jdbc.sql("select * from pool.template order by name")
                .query(Rows::template)
                .list();
    }

    /** All storage domains, by name. */
    public List<StorageDomain> storage() {
        return jdbc.sql("select * from pool.storage_domain order by name")
                .query(Rows::storage)
                .list();
    }

    /** One VM. */
    public Optional<TendedVm> vm(VmId id) {
        return jdbc.sql("select * from pool.vm where id = :id")
                .param("id", id.value())
                .query(Rows::vm)
                .optional();
    }

    /** All VMs a person holds, by name. */
    public List<TendedVm> vmsOf(UserId user) {
        return jdbc.sql("select * from pool.vm where assigned_to = :user order by name")
                .param("user", user.value())
                .query(Rows::vm)
                .list();
    }

    /** The VM whose command this is; empty when the command has ended or was given up. */
    public Optional<TendedVm> vmOf(CommandId command) {
        return jdbc.sql("select * from pool.vm where command_id = :id")
                .param("id", command.value())
                .query(Rows::vm)
                .optional();
    }

    /** Writes a VM's move, with its event; refused when the row or the leader is not what it was. */
    public Write save(TendedVm before, TendedVm after, LeaseToken token, Optional<Event> event) {
        return lead(token, () -> {
            if (update(after) == 0) {
                return false;
            }
            noteStart(before, after);
            event.ifPresentOrElse(
                    events::record,
                    () -> events.announce(
                            new Change(Optional.of(after.vm().id()), after.vm().pool(), "")));
            return true;
        });
    }

    /** Writes how a host stands, with its event. */
    public Write save(Host after, LeaseToken token, Optional<Event> event) {
        return lead(token, () -> {
            if (update(after) == 0) {
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
            var leads = jdbc.sql("select 1 from pool.lease where name = :name and token = :token for share")
                    .param("name", LeaderLease.NAME)
                    .param("token", token.value())
                    .query(Integer.class)
                    .optional()
                    .isPresent();
            if (!leads) {
                return Write.NOT_LEADER;
            }
            if (change.getAsBoolean()) {
                return Write.DONE;
            }
            status.setRollbackOnly();
            return Write.OUTDATED;
        }));
    }

    private int update(TendedVm tended) {
        var vm = tended.vm();
        var upkeep = tended.upkeep();
        var command = upkeep.command();
        return jdbc.sql("""
                        update pool.vm set
                            state = :state, state_since = :since, host = :host, trouble = :trouble,
                            assigned_to = :user, assigned_at = case when cast(:user as text) is null then null else assigned_at end,
                            disk = :disk, disk_use = :diskUse,
                            wanted = :wanted, recycle = :recycle, defined = :defined, last_host = :lastHost,
                            command_id = :command, command_kind = :commandKind, command_host = :commandHost,
                            send_again_at = :sendAgain,
                            failures = :failures, setback_until = :setbackUntil, launched_at = :launched,
                            spice_port = :spicePort, spice_tls = :spiceTls, vnc_port = :vncPort, vnc_tls = :vncTls
                        where id = :id and version = :version""")
                .param("id", vm.id().value())
                .param("version", vm.version())
                .param("state", vm.state().restName())
                .param("since", Rows.at(vm.state().since()))
                .param("host", vm.host().map(HostId::value).orElse(null))
                .param("trouble", vm.trouble().orElse(null))
                .param("user", vm.assignedTo().map(UserId::value).orElse(null))
                .param("disk", upkeep.disk().id().value())
                .param("diskUse", word(upkeep.disk().use()))
                .param("wanted", upkeep.wanted())
                .param("recycle", upkeep.recycle())
                .param("defined", upkeep.defined())
                .param("lastHost", upkeep.lastHost().map(HostId::value).orElse(null))
                .param("command", command.map(it -> it.id().value()).orElse(null))
                .param("commandKind", command.map(it -> word(it.kind())).orElse(null))
                .param("commandHost", command.map(it -> it.host().value()).orElse(null))
                .param(
                        "sendAgain",
                        command.map(InFlight::sendAgain).map(Rows::at).orElse(null))
                .param("failures", upkeep.setback().failures())
                .param("setbackUntil", Rows.at(upkeep.setback().until()))
                .param("launched", upkeep.launched().map(Rows::at).orElse(null))
                .param("spicePort", port(tended, ConsoleKind.SPICE))
                .param("spiceTls", tls(tended, ConsoleKind.SPICE))
                .param("vncPort", port(tended, ConsoleKind.VNC))
                .param("vncTls", tls(tended, ConsoleKind.VNC))
                .update();
    }

    private int update(Host host) {
        var facts = host.facts();
        return jdbc.sql("""
                        update pool.host set
                            state = :state, state_since = :since, state_reason = :reason,
                            said_hardware_id = :hardware, said_name = :name, said_cpus = :cpus,
                            said_memory_mib = :memory, said_accelerator = :accelerator, said_spice = :spice,
                            said_display_pin = :pin, said_libvirt = :libvirt, said_qemu = :qemu, said_agent = :agent
                        where id = :id and version = :version""")
                .param("id", host.id().value())
                .param("version", host.version())
                .param("state", host.state().restName())
                .param("since", Rows.at(host.state().since()))
                .param("reason", reason(host.state()).orElse(null))
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
                .update();
    }

    /** A start that has reached Up tells how long the next ones will take. */
    private void noteStart(TendedVm before, TendedVm after) {
        var launched = before.upkeep().launched();
        var pool = after.vm().pool();
        if (launched.isEmpty() || pool.isEmpty() || !(after.state() instanceof VmState.Up)) {
            return;
        }
        jdbc.sql("insert into pool.start_time (pool, vm, took) values (:pool, :vm, cast(:took as interval))")
                .param("pool", pool.get().value())
                .param("vm", after.vm().id().value())
                .param(
                        "took",
                        Duration.between(launched.get(), after.state().since()).toString())
                .update();
        jdbc.sql("""
                        delete from pool.start_time where pool = :pool and id <=
                            (select id from pool.start_time where pool = :pool order by id desc offset :kept limit 1)""")
                .param("pool", pool.get().value())
                .param("kept", STARTS_KEPT)
                .update();
    }

    /** The median of the last starts of a pool's VMs. */
    public Optional<Duration> medianStart(PoolId pool) {
        return jdbc.sql("""
                        select (extract(epoch from percentile_cont(0.5) within group (order by took)) * 1000)::bigint
                        from pool.start_time where pool = :pool having count(*) > 0""")
                .param("pool", pool.value())
                .query(Long.class)
                .optional()
                .map(Duration::ofMillis);
    }

    private static Optional<String> reason(HostState state) {
        return switch (state) {
            case HostState.NonOperational it -> Optional.of(it.reason());
            case HostState.PendingApproval it -> Optional.of(it.reason());
            case HostState.Unassigned _,
                    HostState.Initializing _,
                    HostState.Up _,
                    HostState.Connecting _,
                    HostState.NonResponsive _ -> Optional.empty();
        };
    }

    private static @Nullable Integer port(TendedVm tended, ConsoleKind kind) {
        return console(tended, kind).map(Console::port).orElse(null);
    }

    private static @Nullable Boolean tls(TendedVm tended, ConsoleKind kind) {
        return console(tended, kind).map(Console::tls).orElse(null);
    }

    private static Optional<Console> console(TendedVm tended, ConsoleKind kind) {
        return tended.upkeep().consoles().stream()
                .filter(console -> console.kind() == kind)
                .findFirst();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <K, V> Map<K, V> byId(List<V> values, Function<V, K> id) {
        return values.stream().collect(Collectors.toMap(id, it -> it));
    }
}
