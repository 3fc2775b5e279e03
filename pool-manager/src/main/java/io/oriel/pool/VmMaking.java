package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.PoolRows;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes VMs outside of pools. */
final class VmMaking {
    private static final int MOST_HEADS = 4;

    private final EstateStore store;
    private final PoolRows rows;
    private final Clusters clusters;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Jobs jobs;
    private final Clock clock;

    VmMaking(
            EstateStore store,
            PoolRows rows,
            Clusters clusters,
            TransactionTemplate transactions,
            Events events,
            Jobs jobs,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.clusters = clusters;
        this.transactions = transactions;
        this.events = events;
        this.jobs = jobs;
        this.clock = clock;
    }

    Vm create(NewVm wanted) {
        Rules.name("a vm", wanted.name());
        Rules.require(wanted.vcpus() >= 1 && wanted.vcpus() <= 64, "a vm has 1 to 64 processors");
        Rules.require(
                wanted.memoryMiB() >= 16 && wanted.memoryMiB() <= 1 << 20, "a vm has 16 to 1048576 MiB of memory");
        Rules.require(wanted.heads() >= 1 && wanted.heads() <= MOST_HEADS, "a vm has 1 to 4 screens");
        var template =
                rows.template(wanted.template()).orElseThrow(() -> Rules.notFound("template " + wanted.template()));
        var host = wanted.host().map(id -> store.host(id).orElseThrow(() -> Rules.notFound("host " + id)));
        var cluster = clusters.chosen(wanted.cluster().or(() -> host.map(Host::cluster)));
        check(wanted, host, cluster);
        var site = store.site();
        Rules.require(
                host.isEmpty() || site.reaches(host.get(), template.storage()),
                "the host does not see the storage domain of template " + template.name());
        var domain = Optional.ofNullable(site.storage().get(template.storage()));
        Rules.require(
                domain.filter(it -> it.dataCenter().equals(cluster.dataCenter()))
                        .isPresent(),
                "template " + template.name() + " is in another data center than cluster " + cluster.name());
        var vm = new Vm(
                new VmId(UUID.randomUUID()),
                wanted.name(),
                Optional.empty(),
                new VmState.Down(clock.instant()),
                Optional.empty(),
                wanted.vcpus(),
                wanted.memoryMiB(),
                false,
                Optional.empty(),
                1);
        Rules.naming(
                "a vm",
                wanted.name(),
                () -> transactions.executeWithoutResult(_ -> {
                    var build = new Build(
                            0,
                            rows.nextMac(),
                            cluster.id(),
                            template.id(),
                            wanted.hardware(),
                            wanted.heads(),
                            wanted.network(),
                            wanted.host());
                    rows.insert(vm, build, template.storage());
                    events.record(Event.of(
                                    Severity.NORMAL,
                                    "vm " + vm.name() + " was made from template " + template.name() + " in cluster "
                                            + cluster.name())
                            .about(vm.id()));
                    jobs.open(JobKind.VM_CREATE, vm.id().value(), "make vm " + vm.name());
                }));
        return vm;
    }

    private void check(NewVm wanted, Optional<Host> host, Cluster cluster) {
        Rules.require(
                host.filter(it -> !it.cluster().equals(cluster.id())).isEmpty(),
                "the host is not in cluster " + cluster.name());
        wanted.network().ifPresent(id -> {
            var network = Optional.ofNullable(store.site().networks().get(id));
            Rules.require(
                    network.map(Network::dataCenter)
                            .filter(cluster.dataCenter()::equals)
                            .isPresent(),
                    "there is no such network in the data center of cluster " + cluster.name());
        });
    }
}
