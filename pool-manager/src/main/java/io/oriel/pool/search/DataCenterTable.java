package io.oriel.pool.search;

import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.StorageDomain;

/** Data centers. */
final class DataCenterTable {
    static final Table<DataCenter> TABLE = Table.<DataCenter>of(
                    Thing.DATA_CENTERS,
                    look -> look.census().dataCenters(),
                    (row, _) -> row.id().toString())
            .field(TextField.of("name", (row, _) -> row.name()))
            .field(TextField.prose("description", (row, _) -> row.description()))
            .field(WordField.flag("local", DataCenterTable::local))
            .absent("status", "comment", "compatibility_version")
            .shows("local", "description")
            .made();

    private DataCenterTable() {}

    /** Whether it has storage, and each of it is one host's own. */
    private static boolean local(DataCenter row, Look look) {
        var domains = look.estate().site().storage().values().stream()
                .filter(domain -> domain.dataCenter().equals(row.id()))
                .toList();
        return !domains.isEmpty() && domains.stream().noneMatch(StorageDomain::shared);
    }
}
