package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.DataCenterId;
import java.util.Optional;

/**
 * What an admin says to make a storage domain.
 *
 * @param dataCenter empty: data center {@code Default}
 * @param path absolute path of the directory; the same on every host that has it
 * @param shared whether all hosts of the data center see the same files there
 * @param host of a domain that is not shared: the host that has it; empty: the first one that comes up
 */
public record NewStorageDomain(
        String name, Optional<DataCenterId> dataCenter, String path, boolean shared, Optional<HostId> host) {}
