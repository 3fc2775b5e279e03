package io.oriel.host.api;

/**
 * A network card.
 *
 * @param mac lower-case, colon-separated
 * @param network the network's name; {@code oriel} is the appliance's own (NAT as root, user-mode otherwise)
 */
public record NicSpec(String mac, String network) {}
