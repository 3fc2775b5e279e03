package io.oriel.pool;

import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.TemplateId;
import java.util.Optional;

/**
 * What an admin says to make a VM outside of every pool: a server, or somebody's own desktop.
 *
 * @param name letters, digits, '.', '_' and '-', at most 63
 * @param template what its disk is a thin clone of
 * @param cluster empty: that of {@code host}, else {@code Default}
 * @param vcpus 1–64
 * @param memoryMiB 16–1,048,576
 * @param heads screens, 1–4
 * @param network empty: the appliance's own
 * @param host the only host it may start on; empty: whichever fits best, at every start
 */
public record NewVm(
        String name,
        TemplateId template,
        Optional<ClusterId> cluster,
        int vcpus,
        long memoryMiB,
        Hardware hardware,
        int heads,
        Optional<NetworkId> network,
        Optional<HostId> host) {

    /** A Linux with one screen in cluster {@code Default}, started wherever it fits. */
    public NewVm(String name, TemplateId template, int vcpus, long memoryMiB) {
        this(name, template, Optional.empty(), vcpus, memoryMiB, Hardware.LINUX, 1, Optional.empty(), Optional.empty());
    }
}
