package io.oriel.pool;

import io.oriel.pool.estate.DataCenterId;
import java.util.Optional;

/**
 * What an admin says to make a network.
 *
 * @param dataCenter empty: data center {@code Default}
 * @param bridge the bridge it means on every host
 * @param vlan 1–4094
 * @param required whether a host without the bridge may run no VMs at all
 */
public record NewNetwork(
        String name, Optional<DataCenterId> dataCenter, String bridge, Optional<Integer> vlan, boolean required) {}
