package io.oriel.pool.store;

import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes the rows of VMs as the leader moves them. Safe for use by many threads. */
final class VmRows {
    private static final int STARTS_KEPT = 20;

    private final JdbcClient jdbc;
    private final VmSeal seal;

    VmRows(JdbcClient jdbc, VmSeal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /** Writes a VM's move; false when it has changed meanwhile. */
    boolean update(TendedVm tended) {
        var vm = tended.vm();
        var upkeep = tended.upkeep();
        var command = upkeep.command();
        var errand = upkeep.errand();
        return jdbc.sql("""
                        update pool.vm set
                            state = :state, state_since = :since, host = :host, peer_host = :peer, trouble = :trouble,
                            assigned_to = :user, assigned_at = case when cast(:user as text) is null then null else assigned_at end,
                            disk = :disk, storage = :storage, disk_use = :diskUse, disk_made_at = :diskMade, template = :template,
                            vcpus = :vcpus, memory_mib = :memory,
                            used_at = case when cast(:user as text) is null then null else used_at end,
                            wanted = :wanted, recycle = :recycle, defined = :defined, last_host = :lastHost,
                            command_id = :command, command_kind = :commandKind, command_host = :commandHost,
                            command_at = :sent, send_again_at = :sendAgain, command_subject = :subject,
                            errand = :errand, errand_host = :errandHost, errand_until = :errandUntil,
                            errand_snapshot = :errandSnapshot, runs_with = :runsWith,
                            once_order = case when cast(:once as boolean) then once_order end,
                            once_cd_storage = case when cast(:once as boolean) then once_cd_storage end,
                            once_cd_name = case when cast(:once as boolean) then once_cd_name end,
                            failures = :failures, setback_until = :setbackUntil, lost_at = :lost, launched_at = :launched,
                            spice_port = :spicePort, spice_tls = :spiceTls, vnc_port = :vncPort, vnc_tls = :vncTls
                        where id = :id and version = :version""")
                        .param("id", vm.id().value())
                        .param("version", vm.version())
                        .param("state", vm.state().rowName())
                        .param("since", Rows.at(vm.state().since()))
                        .param("host", vm.host().map(HostId::value).orElse(null))
                        .param("peer", vm.state().peer().map(HostId::value).orElse(null))
                        .param("trouble", vm.trouble().orElse(null))
                        .param("user", vm.assignedTo().map(UserId::value).orElse(null))
                        .param("disk", upkeep.disk().id().value())
                        .param("storage", upkeep.disk().storage().value())
                        .param("diskUse", word(upkeep.disk().use()))
                        .param("diskMade", upkeep.diskMade().map(Rows::at).orElse(null))
                        .param(
                                "template",
                                upkeep.build()
                                        .source()
                                        .template()
                                        .map(TemplateId::value)
                                        .orElse(null))
                        .param("vcpus", vm.vcpus())
                        .param("memory", vm.memoryMiB())
                        .param("wanted", upkeep.wanted())
                        .param("recycle", upkeep.recycle())
                        .param("defined", upkeep.defined())
                        .param("lastHost", upkeep.lastHost().map(HostId::value).orElse(null))
                        .param("command", command.map(it -> it.id().value()).orElse(null))
                        .param("commandKind", command.map(it -> word(it.kind())).orElse(null))
                        .param(
                                "commandHost",
                                command.map(it -> it.host().value()).orElse(null))
                        .param("sent", command.map(InFlight::sent).map(Rows::at).orElse(null))
                        .param("subject", command.flatMap(InFlight::subject).orElse(null))
                        .param(
                                "errandSnapshot",
                                errand.flatMap(Errand::snapshot)
                                        .map(SnapshotId::value)
                                        .orElse(null))
                        .param(
                                "runsWith",
                                seal.runsWith(vm.id().value(), tended.outfit().runsWith()))
                        .param("once", tended.outfit().once().isPresent())
                        .param("errand", errand.map(it -> word(it.kind())).orElse(null))
                        .param(
                                "errandHost",
                                errand.flatMap(Errand::to).map(HostId::value).orElse(null))
                        .param(
                                "errandUntil",
                                errand.map(Errand::until).map(Rows::at).orElse(null))
                        .param(
                                "sendAgain",
                                command.map(InFlight::sendAgain).map(Rows::at).orElse(null))
                        .param("failures", upkeep.setback().failures())
                        .param("setbackUntil", Rows.at(upkeep.setback().until()))
                        .param("lost", upkeep.setback().lost().map(Rows::at).orElse(null))
                        .param("launched", upkeep.launched().map(Rows::at).orElse(null))
                        .param("spicePort", port(tended, ConsoleKind.SPICE))
                        .param("spiceTls", tls(tended, ConsoleKind.SPICE))
                        .param("vncPort", port(tended, ConsoleKind.VNC))
                        .param("vncTls", tls(tended, ConsoleKind.VNC))
                        .update()
                == 1;
    }

    /** Removes the row of a VM that is deleted; false when it has changed meanwhile. */
    boolean forget(TendedVm tended) {
        return jdbc.sql("delete from pool.vm where id = :id and version = :version and deleting and state = 'down'")
                        .param("id", tended.vm().id().value())
                        .param("version", tended.vm().version())
                        .update()
                == 1;
    }

    /** The VMs that are gone since a snapshot. */
    List<VmId> goneSince(String horizon) {
        return jdbc.sql("select id from pool.vm_gone where changed >= cast(:horizon as xid8)")
                .param("horizon", horizon)
                .query((row, _) -> new VmId(Rows.uuid(row, "id")))
                .list();
    }

    /** A start that has reached Up tells how long the next ones will take. */
    void noteStart(TendedVm before, TendedVm after) {
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
    Optional<Duration> medianStart(PoolId pool) {
        return jdbc.sql("""
                        select (extract(epoch from percentile_cont(0.5) within group (order by took)) * 1000)::bigint
                        from pool.start_time where pool = :pool having count(*) > 0""")
                .param("pool", pool.value())
                .query(Long.class)
                .optional()
                .map(Duration::ofMillis);
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
}
