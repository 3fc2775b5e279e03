package io.oriel.broker.operation;

import java.util.List;

/** All that a person sees: the desktops they have, and the pools they may take one from. Both by name. */
public record Overview(List<Desktop> desktops, List<PoolOffer> pools) {
    public Overview {
        desktops = List.copyOf(desktops);
        pools = List.copyOf(pools);
    }
}
