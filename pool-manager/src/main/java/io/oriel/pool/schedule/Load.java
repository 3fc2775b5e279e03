package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What each host carries, planned starts included, so that the starts of one round do not overload a host together.
 *
 * <p>Lives for one round, on one thread.
 */
public final class Load {
    /** How busy a processor of a VM that is being started is taken to be, until that shows. */
    static final int PERCENT_OF_A_PENDING_VCPU = 10;

    private static final Carried NOTHING = new Carried();

    private final Map<HostId, Carried> hosts = new HashMap<>();
    private final Map<VmId, HostId> planned = new HashMap<>();
    private final Map<StorageDomainId, Integer> storageWork = new HashMap<>();
    private final Map<ClusterId, Integer> clusterMoves = new HashMap<>();
    private final Map<VmId, List<AffinityGroup>> groups = new HashMap<>();
    private final Map<Ask.Shape, Placement> hopeless = new HashMap<>();
    private final Map<ClusterId, List<Candidate>> usable = new HashMap<>();

    /** What one host carries; changes as the round goes on. */
    static final class Carried {
        long memoryMiB;
        int vcpus;
        int vms;
        /** Of the virtual processors, those of VMs that have just come: what they use does not show yet. */
        int pendingVcpus;

        int starting;
        int diskWork;
        int moves;
    }

    /** The load as the snapshot has it. */
    public static Load of(Estate estate) {
        var load = new Load();
        for (var tended : estate.vms().values()) {
            load.add(tended);
        }
        for (var group : estate.site().affinity()) {
            for (var vm : group.vms()) {
                load.groups.computeIfAbsent(vm, _ -> new ArrayList<>()).add(group);
            }
        }
        return load;
    }

    private void add(TendedVm tended) {
        tended.vm().host().ifPresent(host -> carries(host, tended));
        switch (tended.state()) {
            case VmState.WaitForLaunch it -> {
                reads(tended);
                on(it.on()).starting++;
                on(it.on()).pendingVcpus += tended.vm().vcpus();
            }
            case VmState.RestoringState it -> {
                reads(tended);
                on(it.on()).starting++;
                on(it.on()).pendingVcpus += tended.vm().vcpus();
            }
            case VmState.PoweringUp it ->
                on(it.on()).pendingVcpus += tended.vm().vcpus();
            case VmState.MigratingFrom it -> moves(it.on(), it.to(), tended);
            case VmState.ImageLocked _ ->
                tended.upkeep()
                        .command()
                        .ifPresent(command -> worksOnDisk(
                                command.host(), tended.upkeep().disk().storage()));
            case VmState.Down _,
                    VmState.Suspended _,
                    VmState.Up _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.Paused _,
                    VmState.MigratingTo _,
                    VmState.NotResponding _ -> {}
            case VmState.Unknown _ ->
                tended.upkeep()
                        .command()
                        .filter(it -> it.kind() == InFlight.Kind.START_VM)
                        .ifPresent(it -> starts(it.host(), tended));
        }
    }

    /** A start has been planned. */
    public void starts(HostId host, TendedVm tended) {
        carries(host, tended);
        reads(tended);
        on(host).starting++;
        on(host).pendingVcpus += tended.vm().vcpus();
        planned.put(tended.vm().id(), host);
    }

    /** A move has been planned: it costs memory on both hosts while it goes on. */
    public void moves(HostId from, HostId to, TendedVm tended) {
        carries(to, tended);
        clusterMoves.merge(tended.upkeep().build().cluster(), 1, Integer::sum);
        on(from).moves++;
        on(to).moves++;
        on(to).pendingVcpus += tended.vm().vcpus();
        planned.put(tended.vm().id(), to);
    }

    /** Work on a disk has been planned. */
    public void worksOnDisk(HostId host, StorageDomainId storage) {
        on(host).diskWork++;
        storageWork.merge(storage, 1, Integer::sum);
    }

    private void reads(TendedVm tended) {
        storageWork.merge(tended.upkeep().disk().storage(), 1, Integer::sum);
    }

    /** VMs that are being started there. */
    public int starting(HostId host) {
        return of(host).starting;
    }

    /** VMs that are coming or going. */
    public int moving(HostId host) {
        return of(host).moves;
    }

    /** VMs of a cluster that move. */
    public int movingIn(ClusterId cluster) {
        return clusterMoves.getOrDefault(cluster, 0);
    }

    /** Disks that are being made or deleted there. */
    public int diskWork(HostId host) {
        return of(host).diskWork;
    }

    /** VMs that are being started from a storage domain, and disks that are being made or deleted there. */
    public int storageWork(StorageDomainId storage) {
        return storageWork.getOrDefault(storage, 0);
    }

    /** What a host carries. */
    Carried carried(HostId host) {
        return on(host);
    }

    /** The affinity groups a VM is in. */
    List<AffinityGroup> groupsOf(VmId vm) {
        return groups.getOrDefault(vm, List.of());
    }

    /** Where the other VMs of a group are, or will be. */
    Set<HostId> hostsOfOthers(AffinityGroup group, VmId vm, Estate estate) {
        var others = new HashSet<HostId>();
        for (var id : group.vms()) {
            var tended = estate.vms().get(id);
            if (!id.equals(vm) && tended != null) {
                tended.vm().host().ifPresent(others::add);
                var next = planned.get(id);
                if (next != null) {
                    others.add(next);
                }
            }
        }
        return others;
    }

    /** What has been said of VMs of a shape that got no host; as the round goes on there is only less room. */
    Map<Ask.Shape, Placement> hopeless() {
        return hopeless;
    }

    /** The hosts of a cluster that may be looked at this round; worked out at the first question. */
    List<Candidate> usable(ClusterId cluster, Function<ClusterId, List<Candidate>> first) {
        return usable.computeIfAbsent(cluster, first);
    }

    private void carries(HostId host, TendedVm tended) {
        var carried = on(host);
        carried.memoryMiB += tended.vm().memoryMiB();
        carried.vcpus += tended.vm().vcpus();
        carried.vms++;
    }

    private Carried on(HostId host) {
        return hosts.computeIfAbsent(host, _ -> new Carried());
    }

    private Carried of(HostId host) {
        return hosts.getOrDefault(host, NOTHING);
    }
}
