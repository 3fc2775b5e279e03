package io.oriel.pool.estate;

import java.util.Optional;

/**
 * A logical network of a data center: the same name on every host, whatever cable it is.
 *
 * @param bridge the bridge it means on every host; empty: the appliance's own network
 * @param vlan 1–4094, only with a bridge
 * @param required whether a host without the bridge may run no VMs at all; else only those that need it go elsewhere
 */
public record Network(
        NetworkId id,
        DataCenterId dataCenter,
        String name,
        Optional<String> bridge,
        Optional<Integer> vlan,
        boolean required) {}
