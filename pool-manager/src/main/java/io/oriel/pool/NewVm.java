package io.oriel.pool;

import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.VmKind;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an admin says to make a VM outside of every pool: a server, or somebody's own desktop.
 *
 * @param config what may be changed later
 * @param disk what its first disk is made from
 * @param storage where that disk lies; empty: beside the template's, or in the data center's only storage domain
 * @param cluster empty: that of the only host it may start on, else {@code Default}
 * @param nics in the order in which the guest sees them, at most 16
 * @param disks the further ones, in the order in which the guest sees them, at most 23
 */
public record NewVm(
        VmConfig config,
        DiskSource disk,
        Optional<StorageDomainId> storage,
        Optional<ClusterId> cluster,
        List<NewNic> nics,
        List<NewDisk> disks) {
    public NewVm {
        nics = List.copyOf(nics);
        disks = List.copyOf(disks);
    }

    /** A thin clone with one card. */
    public NewVm(
            String name,
            TemplateId template,
            Optional<ClusterId> cluster,
            Shape shape,
            Optional<NetworkId> network,
            Optional<HostId> host) {
        this(
                new VmConfig(name, shape, Starting.FROM_DISK, SERVER, host, NO_TAGS),
                DiskSource.thin(template),
                Optional.empty(),
                cluster,
                List.of(new NewNic(Optional.empty(), network)),
                List.of());
    }

    /** A Linux with one screen in cluster {@code Default}, started wherever it fits. */
    public NewVm(String name, TemplateId template, int vcpus, long memoryMiB) {
        this(
                name,
                template,
                Optional.empty(),
                new Shape(vcpus, memoryMiB, Hardware.LINUX, 1),
                Optional.empty(),
                Optional.empty());
    }

    private static final Care SERVER = new Care(VmKind.SERVER, "", false, false);
    private static final SortedSet<String> NO_TAGS = new TreeSet<>();
}
