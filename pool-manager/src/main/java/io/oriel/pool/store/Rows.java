package io.oriel.pool.store;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Setback;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Upkeep;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** Reads rows into the estate's values. */
final class Rows {
    private Rows() {}

    static RowMapper<TendedVm> vm(VmSeal seal) {
        return (row, _) -> vm(row, seal);
    }

    private static TendedVm vm(ResultSet row, VmSeal seal) throws SQLException {
        var vm = new Vm(
                new VmId(uuid(row, "id")),
                text(row, "name"),
                id(row, "pool", PoolId::new),
                vmState(row),
                Optional.ofNullable(row.getString("assigned_to")).map(UserId::new),
                row.getInt("vcpus"),
                row.getLong("memory_mib"),
                row.getBoolean("stateless"),
                Optional.ofNullable(row.getString("trouble")),
                row.getLong("version"));
        var disk = new VmDisk(
                new DiskId(uuid(row, "disk")),
                new StorageDomainId(uuid(row, "storage")),
                VmDisk.Use.valueOf(text(row, "disk_use").toUpperCase(Locale.ROOT)));
        var used = row.getObject("used_at") != null;
        var upkeep = new Upkeep(
                build(row),
                disk,
                row.getBoolean("wanted"),
                row.getBoolean("recycle"),
                row.getBoolean("defined"),
                id(row, "last_host", HostId::new),
                command(row),
                errand(row),
                new Setback(row.getInt("failures"), instant(row, "setback_until"), optionalInstant(row, "lost_at")),
                optionalInstant(row, "launched_at"),
                consoles(row),
                row.getBoolean("deleting"),
                optionalInstant(row, "assigned_at").filter(_ -> !used),
                optionalInstant(row, "disk_made_at"));
        return new TendedVm(vm, upkeep, OutfitColumns.read(row, seal));
    }

    private static Build build(ResultSet row) throws SQLException {
        return new Build(
                row.getInt("position"),
                new ClusterId(uuid(row, "cluster")),
                source(row),
                Hardware.valueOf(text(row, "hardware").toUpperCase(Locale.ROOT)),
                row.getInt("heads"),
                id(row, "start_on", HostId::new));
    }

    private static DiskSource source(ResultSet row) throws SQLException {
        long bytes = row.getLong("disk_bytes");
        var template = id(row, "template", TemplateId::new);
        var kind = text(row, "disk_source");
        return switch (kind) {
            case "blank" -> new DiskSource.Blank(bytes);
            case "thin" -> new DiskSource.Thin(template.orElseThrow(), bytes);
            case "full" -> new DiskSource.Full(template);
            default -> throw new IllegalStateException("unknown disk source " + kind);
        };
    }

    private static Optional<Errand> errand(ResultSet row) throws SQLException {
        var kind = row.getString("errand");
        if (kind == null) {
            return Optional.empty();
        }
        return Optional.of(new Errand(
                Errand.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                id(row, "errand_host", HostId::new),
                instant(row, "errand_until"),
                id(row, "errand_snapshot", SnapshotId::new)));
    }

    private static VmState vmState(ResultSet row) throws SQLException {
        var since = instant(row, "state_since");
        var host = id(row, "host", HostId::new);
        var name = text(row, "state");
        return switch (name) {
            case "down" -> new VmState.Down(since);
            case "image_locked" -> new VmState.ImageLocked(since);
            case "suspended" -> new VmState.Suspended(since);
            default ->
                vmState(
                        name,
                        since,
                        host.orElseThrow(() -> new IllegalStateException("a vm in " + name + " has no host")),
                        id(row, "peer_host", HostId::new));
        };
    }

    private static VmState vmState(String name, Instant since, HostId on, Optional<HostId> peer) {
        return switch (name) {
            case "wait_for_launch" -> new VmState.WaitForLaunch(since, on);
            case "restoring_state" -> new VmState.RestoringState(since, on);
            case "powering_up" -> new VmState.PoweringUp(since, on);
            case "up" -> new VmState.Up(since, on);
            case "reboot_in_progress" -> new VmState.RebootInProgress(since, on);
            case "powering_down" -> new VmState.PoweringDown(since, on);
            case "saving_state" -> new VmState.SavingState(since, on);
            case "paused" -> new VmState.Paused(since, on);
            case "migrating_from" -> new VmState.MigratingFrom(since, on, peer.orElseThrow());
            case "migrating_to" -> new VmState.MigratingTo(since, on, peer.orElseThrow());
            case "unknown" -> new VmState.Unknown(since, on, peer);
            case "not_responding" -> new VmState.NotResponding(since, on);
            default -> throw new IllegalStateException("unknown vm state " + name);
        };
    }

    private static Optional<InFlight> command(ResultSet row) throws SQLException {
        var id = id(row, "command_id", CommandId::new);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new InFlight(
                id.get(),
                InFlight.Kind.valueOf(text(row, "command_kind").toUpperCase(Locale.ROOT)),
                new HostId(uuid(row, "command_host")),
                instant(row, "command_at"),
                instant(row, "send_again_at"),
                Optional.ofNullable(row.getObject("command_subject", UUID.class))));
    }

    private static List<Console> consoles(ResultSet row) throws SQLException {
        var consoles = new ArrayList<Console>();
        for (var kind : ConsoleKind.values()) {
            var prefix = kind.name().toLowerCase(Locale.ROOT);
            int port = row.getInt(prefix + "_port");
            if (port != 0) {
                consoles.add(new Console(kind, port, row.getBoolean(prefix + "_tls")));
            }
        }
        return consoles;
    }

    /** An instant as the driver wants it. */
    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** The column {@code name}. */
    static String name(ResultSet row, int number) throws SQLException {
        return text(row, "name");
    }

    static String text(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }

    static <T> Optional<T> id(ResultSet row, String column, Function<UUID, T> wrap) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class)).map(wrap);
    }

    /** What a transaction gave; ours never give nothing. */
    static <T> T got(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a transaction gave no answer");
        }
        return value;
    }
}
