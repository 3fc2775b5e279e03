package io.oriel.pool.estate;

import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import java.util.Optional;

/**
 * How a VM is made, and where it may run.
 *
 * @param position its number in the pool; 0 without a pool
 * @param source what its first disk is made from
 * @param heads screens, 1–4
 * @param startOn the only host it may start on; empty: any of its cluster
 */
public record Build(
        int position, ClusterId cluster, DiskSource source, Hardware hardware, int heads, Optional<HostId> startOn) {

    /** The same, made of another template. */
    Build of(TemplateId other) {
        var from = switch (source) {
            case DiskSource.Blank it -> it;
            case DiskSource.Thin it -> new DiskSource.Thin(other, it.bytes());
            case DiskSource.Full _ -> new DiskSource.Full(Optional.of(other));
        };
        return new Build(position, cluster, from, hardware, heads, startOn);
    }
}
