package io.oriel.pool;

import io.oriel.pool.estate.NetworkId;
import java.util.Optional;

/**
 * A card that is to be made.
 *
 * @param mac empty: one is found; else six pairs of hexadecimal digits with colons, dashes or nothing between them, of
 *     one machine (not of a group), which no other card has
 * @param network empty: the appliance's own
 */
public record NewNic(Optional<String> mac, Optional<NetworkId> network) {}
