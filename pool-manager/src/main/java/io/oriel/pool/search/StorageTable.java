package io.oriel.pool.search;

import io.oriel.pool.estate.StorageDomain;
import java.util.List;

/** Storage domains. */
final class StorageTable {
    private static final double GIB = 1L << 30;

    static final Table<StorageDomain> TABLE = Table.<StorageDomain>of(
                    Thing.STORAGE,
                    look -> look.estate().site().storage().values(),
                    (row, _) -> row.id().toString())
            .field(TextField.of("name", (row, _) -> row.name()))
            .field(WordField.of(
                    "status",
                    List.of(
                            "unknown",
                            "uninitialized",
                            "unattached",
                            "active",
                            "inactive",
                            "locked",
                            "maintenance",
                            "preparing_for_maintenance",
                            "detaching",
                            "activating"),
                    (row, _) -> row.prepared() ? "active" : "uninitialized"))
            .field(TextField.maybe("datacenter", (row, look) -> look.dataCenterName(row.dataCenter())))
            .field(WordField.of("type", List.of("shared", "local"), (row, _) -> row.shared() ? "shared" : "local"))
            .field(NumberField.of("committed", "GiB", StorageTable::committed))
            .field(TextField.of("path", (row, _) -> row.path()))
            .absent(
                    "shared_status",
                    "external_status",
                    "free_size",
                    "used_size",
                    "total_size",
                    "comment",
                    "description",
                    "wipe_after_delete",
                    "discard_after_delete",
                    "low_space_threshold",
                    "critical_space_threshold",
                    "backup")
            .shows("datacenter", "type", "path", "committed")
            .made();

    private StorageTable() {}

    /** What its disks may grow to. */
    private static double committed(StorageDomain row, Look look) {
        return DiskTable.rows(look).stream()
                        .filter(disk -> disk.storage().equals(row.id()))
                        .mapToLong(DiskTable.Row::bytes)
                        .sum()
                / GIB;
    }
}
