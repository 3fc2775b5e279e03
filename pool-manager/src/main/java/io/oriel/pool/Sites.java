package io.oriel.pool;

import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.store.SiteRows;
import java.util.Optional;

/** Finds what an admin left open. */
final class Sites {
    private static final String DEFAULT = "Default";

    private Sites() {}

    /** The data center that was named, else {@code Default}; NOT_FOUND when it is not there. */
    static DataCenter dataCenter(SiteRows rows, Optional<DataCenterId> id) {
        return id.map(it -> Rules.one(rows.dataCenters(), DataCenter::id, it, "data center"))
                .orElseGet(() -> Rules.one(rows.dataCenters(), DataCenter::name, DEFAULT, "data center"));
    }
}
