package io.oriel.pool.search;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One question's look at a census: who is where, and whose, found once and when it is needed. One thread.
 */
final class Look {
    private final Census census;
    private final Once<Map<DataCenterId, DataCenter>> dataCenters;
    private final Once<Map<VmId, List<UserId>>> sitting;
    private final Once<Map<HostId, Crowd>> crowds;
    private final Once<Map<UserId, List<TendedVm>>> vmsByUser;
    private final Once<Map<TemplateId, List<TendedVm>>> vmsByTemplate;
    private final Once<Map<HostId, List<TendedVm>>> vmsByHost;
    private final Once<Map<PoolId, List<TendedVm>>> vmsByPool;

    Look(Census census) {
        this.census = census;
        this.dataCenters = new Once<>(
                () -> census.dataCenters().stream().collect(Collectors.toMap(DataCenter::id, it -> it, (a, _) -> a)));
        this.sitting = new Once<>(() -> census.people().sessions().stream()
                .collect(Collectors.groupingBy(Sitting::vm, Collectors.mapping(Sitting::user, Collectors.toList()))));
        this.vmsByHost =
                new Once<>(() -> grouped(tended -> tended.vm().host().stream().toList()));
        this.vmsByTemplate = new Once<>(() -> grouped(
                tended -> tended.upkeep().build().source().template().stream().toList()));
        this.vmsByPool =
                new Once<>(() -> grouped(tended -> tended.vm().pool().stream().toList()));
        this.vmsByUser = new Once<>(() -> grouped(this::usersOf));
        this.crowds = new Once<>(() -> {
            var crowds = new HashMap<HostId, Crowd>();
            vmsByHost.get().forEach((host, vms) -> crowds.put(host, Crowd.of(vms)));
            return crowds;
        });
    }

    /**
     * The VMs on a host.
     *
     * @param migrating those that are moving away or have just come
     * @param memoryMiB of all of them together
     */
    record Crowd(int active, int migrating, long memoryMiB) {
        static final Crowd NOBODY = new Crowd(0, 0, 0);

        static Crowd of(List<TendedVm> vms) {
            int moving = 0;
            long memory = 0;
            for (var tended : vms) {
                moving +=
                        tended.state() instanceof VmState.MigratingFrom || tended.state() instanceof VmState.MigratingTo
                                ? 1
                                : 0;
                memory += tended.vm().memoryMiB();
            }
            return new Crowd(vms.size(), moving, memory);
        }
    }

    Census census() {
        return census;
    }

    Estate estate() {
        return census.estate();
    }

    Optional<Host> hostOf(TendedVm tended) {
        return tended.vm().host().flatMap(estate()::host);
    }

    Optional<Cluster> cluster(ClusterId id) {
        return Optional.ofNullable(estate().site().clusters().get(id));
    }

    Optional<String> clusterName(ClusterId id) {
        return cluster(id).map(Cluster::name);
    }

    Optional<String> dataCenterName(ClusterId id) {
        return cluster(id).flatMap(cluster -> dataCenterName(cluster.dataCenter()));
    }

    Optional<String> dataCenterName(DataCenterId id) {
        return Optional.ofNullable(dataCenters.get().get(id)).map(DataCenter::name);
    }

    Optional<StorageDomain> storage(StorageDomainId id) {
        return Optional.ofNullable(estate().site().storage().get(id));
    }

    Optional<Pool> pool(PoolId id) {
        return Optional.ofNullable(estate().pools().get(id));
    }

    Optional<TendedVm> vm(VmId id) {
        return Optional.ofNullable(estate().vms().get(id));
    }

    /** What its host last said of a VM. */
    Optional<VmReport> report(TendedVm tended) {
        return tended.vm()
                .host()
                .flatMap(estate()::seen)
                .flatMap(seen -> seen.vm(tended.vm().id()));
    }

    /** Who holds a VM, and who sits at it. */
    List<UserId> usersOf(TendedVm tended) {
        var sitters = sitting.get().getOrDefault(tended.vm().id(), List.of());
        var holder = tended.vm().assignedTo();
        if (sitters.isEmpty()) {
            return holder.map(List::of).orElse(List.of());
        }
        var all = new LinkedHashSet<UserId>();
        holder.ifPresent(all::add);
        all.addAll(sitters);
        return List.copyOf(all);
    }

    Crowd crowd(HostId host) {
        return crowds.get().getOrDefault(host, Crowd.NOBODY);
    }

    List<TendedVm> vmsOn(HostId host) {
        return vmsByHost.get().getOrDefault(host, List.of());
    }

    List<TendedVm> vmsOf(UserId user) {
        return vmsByUser.get().getOrDefault(user, List.of());
    }

    List<TendedVm> vmsOf(TemplateId template) {
        return vmsByTemplate.get().getOrDefault(template, List.of());
    }

    List<TendedVm> vmsOf(PoolId pool) {
        return vmsByPool.get().getOrDefault(pool, List.of());
    }

    /** A thing's tags with those that they are part of. */
    List<String> tags(@Nullable Set<String> carried) {
        return carried == null ? List.of() : census.tags().withParents(carried);
    }

    private <K> Map<K, List<TendedVm>> grouped(Function<TendedVm, List<K>> keys) {
        var groups = new HashMap<K, List<TendedVm>>();
        for (var tended : estate().vms().values()) {
            for (var key : keys.apply(tended)) {
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(tended);
            }
        }
        return groups;
    }

    /** Made when it is first asked for. */
    private static final class Once<T> {
        private final Supplier<T> make;
        private @Nullable T made;

        Once(Supplier<T> make) {
            this.make = make;
        }

        T get() {
            var known = made;
            if (known == null) {
                known = make.get();
                made = known;
            }
            return known;
        }
    }
}
