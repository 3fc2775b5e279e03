package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The question for a host.
 *
 * @param start whether the VM is to start; else it runs and is to move
 * @param policy of the VM's cluster
 * @param tooMuch what this policy takes to be too much for a host
 * @param storages where its disks and its CD image lie
 * @param networks its cards are in
 * @param bonds what its affinity groups want
 */
record Ask(
        TendedVm tended,
        boolean start,
        SchedulingPolicy.Kind policy,
        TooMuch tooMuch,
        List<StorageDomainId> storages,
        List<Network> networks,
        Bonds bonds,
        Estate estate,
        Load load) {

    /**
     * What is too much for a host.
     *
     * @param percent of its processors; 0: never
     * @param time for which it must have been so
     * @param ratio of virtual processors to real ones; 0: any
     */
    record TooMuch(int percent, Duration time, double ratio) {}

    /** What decides whether a VM that is not bound to anything fits: equal VMs fit equally. */
    record Shape(
            ClusterId cluster, int vcpus, long memoryMiB, List<StorageDomainId> storages, List<Network> networks) {}

    static Ask of(TendedVm tended, boolean start, Estate estate, Load load) {
        var cluster = estate.site().clusters().get(tended.upkeep().build().cluster());
        var policy = cluster == null ? SchedulingPolicy.STANDARD : cluster.policy();
        return new Ask(
                tended,
                start,
                policy.kind(),
                new TooMuch(
                        policy.high().orElse(0),
                        policy.overCommit(),
                        policy.vcpuRatio().orElse(0.0)),
                tended.storages().toList(),
                tended.outfit().nics().stream()
                        .flatMap(nic -> nic.network().stream())
                        .distinct()
                        .flatMap(id ->
                                Optional.ofNullable(estate.site().networks().get(id)).stream())
                        .toList(),
                Bonds.of(tended.vm().id(), estate, load),
                estate,
                load);
    }

    /** Where it is now. */
    Optional<HostId> here() {
        return tended.vm().host();
    }

    /** Empty of a VM that is bound to a host, or to other VMs, or that moves. */
    Optional<Shape> shape() {
        var build = tended.upkeep().build();
        var free = start
                && bonds == Bonds.NONE
                && build.startOn().isEmpty()
                && !(tended.state() instanceof VmState.Suspended);
        return free
                ? Optional.of(new Shape(
                        build.cluster(), tended.vm().vcpus(), tended.vm().memoryMiB(), storages, networks))
                : Optional.empty();
    }
}
