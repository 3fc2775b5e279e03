package io.oriel.host.api;

import java.util.Optional;

/**
 * A network card.
 *
 * @param mac lower-case, colon-separated
 * @param network the network's name; {@code oriel} without a bridge is the appliance's own (NAT as root, user-mode
 *     otherwise)
 * @param bridge the host's bridge it is joined to
 * @param vlan 1–4094, only with a bridge
 */
public record NicSpec(String mac, String network, Optional<String> bridge, Optional<Integer> vlan) {
    /** A card in the appliance's own network. */
    public NicSpec(String mac, String network) {
        this(mac, network, Optional.empty(), Optional.empty());
    }
}
