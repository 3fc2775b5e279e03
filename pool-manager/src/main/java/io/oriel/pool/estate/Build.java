package io.oriel.pool.estate;

import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import java.util.Optional;

/**
 * How a VM was made, and where it may run; never changes while it runs.
 *
 * @param position its number in the pool; 0 without a pool
 * @param mac its card's address
 * @param template what its first disk is a thin clone of
 * @param heads screens, 1–4
 * @param network the network its card is in; empty: the appliance's own
 * @param startOn the only host it may start on; empty: any of its cluster
 */
public record Build(
        int position,
        String mac,
        ClusterId cluster,
        TemplateId template,
        Hardware hardware,
        int heads,
        Optional<NetworkId> network,
        Optional<HostId> startOn) {

    /** The same, made of another template. */
    Build of(TemplateId other) {
        return new Build(position, mac, cluster, other, hardware, heads, network, startOn);
    }
}
