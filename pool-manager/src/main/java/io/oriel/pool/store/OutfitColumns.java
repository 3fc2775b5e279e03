package io.oriel.pool.store;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.RunOnce;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.VmKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads what a VM has beside its first disk. */
final class OutfitColumns {
    /** What a row of {@code pool.vm v} is read with: itself, and the rows that belong to it, as arrays of texts. */
    static final String ALL = """
            v.*,
            array(select array[n.id::text, n.mac, coalesce(n.network::text, ''), n.plugged::text, n.leaving::text]
                from pool.nic n where n.vm = v.id order by n.position) as nics,
            array(select array[d.id::text, d.name, d.storage::text, d.bytes::text, d.made::text, d.plugged::text,
                coalesce(d.fate, ''), coalesce(d.template::text, ''), coalesce(d.base::text, ''), d.copied::text]
                from pool.disk d where d.vm = v.id order by d.position) as disks,
            array(select array[s.id::text, s.name, s.memory::text, (extract(epoch from s.asked_at) * 1000000)::bigint::text,
                s.stage] from pool.snapshot s where s.vm = v.id order by s.asked_at, s.id) as snapshots
            """;

    private static final String[][] NONE = {};

    private OutfitColumns() {}

    static Outfit read(ResultSet row, VmSeal seal) throws SQLException {
        var care = new Care(
                VmKind.valueOf(upper(Rows.text(row, "kind"))),
                Rows.text(row, "description"),
                row.getBoolean("guarded"),
                row.getBoolean("auto_start"),
                new Continuity(
                        Optional.ofNullable(row.getObject("ha_priority", Integer.class)),
                        row.getBoolean("lease"),
                        Mobility.valueOf(upper(Rows.text(row, "mobility")))));
        return new Outfit(
                starting(row, seal),
                care,
                rows(row, "nics").map(OutfitColumns::nic).toList(),
                rows(row, "disks").map(OutfitColumns::disk).toList(),
                rows(row, "snapshots").map(OutfitColumns::snapshot).toList(),
                once(row),
                seal.ranWith(Rows.uuid(row, "id"), texts(row, "runs_with")),
                row.getBoolean("keep_disks"));
    }

    private static Starting starting(ResultSet row, VmSeal seal) throws SQLException {
        return new Starting(
                new Boot(devices(texts(row, "boot_order")), row.getBoolean("boot_menu"), false),
                iso(row, "cd"),
                seal.cloudInit(row));
    }

    private static Optional<RunOnce> once(ResultSet row) throws SQLException {
        if (row.getArray("once_order") == null) {
            return Optional.empty();
        }
        var boot =
                new Boot(devices(texts(row, "once_order")), row.getBoolean("once_menu"), row.getBoolean("once_paused"));
        return Optional.of(new RunOnce(boot, iso(row, "once_cd")));
    }

    private static Optional<Iso> iso(ResultSet row, String prefix) throws SQLException {
        var name = Optional.ofNullable(row.getString(prefix + "_name"));
        return Rows.id(row, prefix + "_storage", StorageDomainId::new)
                .flatMap(storage -> name.map(it -> new Iso(storage, it)));
    }

    private static Nic nic(List<String> row) {
        return new Nic(
                new NicId(UUID.fromString(row.get(0))),
                row.get(1),
                row.get(2).isEmpty() ? Optional.empty() : Optional.of(new NetworkId(UUID.fromString(row.get(2)))),
                Boolean.parseBoolean(row.get(3)),
                Boolean.parseBoolean(row.get(4)));
    }

    private static DataDisk disk(List<String> row) {
        return new DataDisk(
                new DiskId(UUID.fromString(row.get(0))),
                row.get(1),
                new StorageDomainId(UUID.fromString(row.get(2))),
                Long.parseLong(row.get(3)),
                Boolean.parseBoolean(row.get(4)),
                Boolean.parseBoolean(row.get(5)),
                row.get(6).isEmpty() ? Optional.empty() : Optional.of(DataDisk.Fate.valueOf(upper(row.get(6)))),
                base(row));
    }

    private static Optional<DataDisk.Base> base(List<String> row) {
        return row.get(8).isEmpty()
                ? Optional.empty()
                : Optional.of(new DataDisk.Base(
                        new TemplateId(UUID.fromString(row.get(7))),
                        new DiskId(UUID.fromString(row.get(8))),
                        Boolean.parseBoolean(row.get(9))));
    }

    private static Snapshot snapshot(List<String> row) {
        long micros = Long.parseLong(row.get(3));
        return new Snapshot(
                new SnapshotId(UUID.fromString(row.get(0))),
                row.get(1),
                Boolean.parseBoolean(row.get(2)),
                Instant.EPOCH.plusNanos(Math.multiplyExact(micros, 1000L)),
                Snapshot.Stage.valueOf(upper(row.get(4))));
    }

    private static List<BootDevice> devices(List<String> names) {
        return names.stream().map(name -> BootDevice.valueOf(upper(name))).toList();
    }

    /** Boot devices as they stand in the row. */
    static String[] names(List<BootDevice> order) {
        return order.stream()
                .map(device -> device.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static Stream<List<String>> rows(ResultSet row, String column) throws SQLException {
        var array = row.getArray(column).getArray();
        var found = new ArrayList<List<String>>();
        for (var one : array instanceof String[][] many ? many : NONE) {
            found.add(Arrays.asList(one));
        }
        return found.stream();
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
