package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateDisk;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.NewVmRows;
import io.oriel.pool.store.TagRows;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes VMs outside of pools. */
final class VmMaking {
    static final int MOST_NICS = 16;
    static final int MOST_DISKS = 23;

    private final EstateStore store;
    private final NewVmRows rows;
    private final TagRows tags;
    private final Clusters clusters;
    private final VmChecks checks;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Jobs jobs;
    private final Clock clock;

    VmMaking(
            EstateStore store,
            NewVmRows rows,
            TagRows tags,
            Clusters clusters,
            TransactionTemplate transactions,
            Events events,
            Jobs jobs,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.tags = tags;
        this.clusters = clusters;
        this.checks = new VmChecks(store);
        this.transactions = transactions;
        this.events = events;
        this.jobs = jobs;
        this.clock = clock;
    }

    Vm create(NewVm wanted) {
        var config = wanted.config();
        var only = config.startOn().map(id -> store.host(id).orElseThrow(() -> Rules.notFound("host " + id)));
        var cluster = clusters.chosen(wanted.cluster().or(() -> only.map(Host::cluster)));
        checks.config(config, cluster);
        var template = wanted.disk().template().map(id -> template(id));
        var storage = storage(wanted, template, cluster);
        size(wanted.disk(), template);
        template.ifPresent(it -> Rules.require(
                only.isEmpty() || store.site().reaches(only.get(), it.storage()),
                "the host does not see the storage domain of template " + it.name()));
        checks.reached(only, storage);
        var disks = disks(wanted, template, storage, cluster);
        disks.forEach(disk -> checks.reached(only, checks.storage(disk.storage(), cluster)));
        Rules.require(wanted.nics().size() <= MOST_NICS, "a vm has at most " + MOST_NICS + " network cards");
        Rules.require(
                !wanted.nics().isEmpty() || !VmChecks.fromNetwork(config),
                "a vm that starts from the network has a network card");
        var vm = new Vm(
                new VmId(UUID.randomUUID()),
                config.name(),
                Optional.empty(),
                new VmState.Down(clock.instant()),
                Optional.empty(),
                config.shape().vcpus(),
                config.shape().memoryMiB(),
                false,
                Optional.empty(),
                1);
        var build = new Build(
                0,
                cluster.id(),
                wanted.disk(),
                config.shape().hardware(),
                config.shape().heads(),
                config.startOn());
        return Rules.unique("a vm", config.name(), () -> {
            transactions.executeWithoutResult(_ -> {
                var nics = wanted.nics().stream().map(nic -> nic(nic, cluster)).toList();
                rows.insert(vm, build, Outfit.of(config.starting(), config.care(), nics, disks), storage.id());
                tags.put(vm.id(), config.tags());
                events.record(Event.of(
                                Severity.NORMAL,
                                "vm " + vm.name() + " was made"
                                        + template.map(it -> " from template " + it.name())
                                                .orElse(" with an empty disk")
                                        + " in cluster " + cluster.name())
                        .about(vm.id()));
                jobs.open(JobKind.VM_CREATE, vm.id().value(), "make vm " + vm.name());
            });
            return store.vm(vm.id())
                    .orElseThrow(() -> Rules.notFound("vm " + vm.name()))
                    .vm();
        });
    }

    private Template template(TemplateId id) {
        return Rules.usable(store.template(id).orElseThrow(() -> Rules.notFound("template " + id)));
    }

    private StorageDomain storage(NewVm wanted, Optional<Template> template, Cluster cluster) {
        if (wanted.disk() instanceof DiskSource.Thin && template.isPresent()) {
            Rules.require(
                    wanted.storage().isEmpty()
                            || wanted.storage().get().equals(template.get().storage()),
                    "a thin clone lies in the storage domain of its template");
            return inDataCenter(template.get(), cluster);
        }
        var chosen = wanted.storage().or(() -> template.map(Template::storage));
        if (chosen.isPresent()) {
            return checks.storage(chosen.get(), cluster);
        }
        var all = store.site().storage().values().stream()
                .filter(domain -> domain.dataCenter().equals(cluster.dataCenter()))
                .toList();
        Rules.require(all.size() == 1, "say in which storage domain the disk is to lie: there are " + all.size());
        return all.getFirst();
    }

    private StorageDomain inDataCenter(Template template, Cluster cluster) {
        return Optional.ofNullable(store.site().storage().get(template.storage()))
                .filter(domain -> domain.dataCenter().equals(cluster.dataCenter()))
                .orElseThrow(() -> new PoolException(
                        PoolException.Code.INVALID,
                        "template " + template.name() + " is in another data center than cluster " + cluster.name()));
    }

    private static void size(DiskSource disk, Optional<Template> template) {
        switch (disk) {
            case DiskSource.Blank(var bytes) -> Rules.size(bytes);
            case DiskSource.Thin thin -> {
                long least = template.map(Template::virtualBytes).orElse(0L);
                Rules.require(
                        thin.bytes() == 0 || thin.bytes() >= least,
                        "a clone is at least as large as its template: " + least + " bytes");
                if (thin.bytes() != 0) {
                    Rules.size(thin.bytes());
                }
            }
            case DiskSource.Full _ -> {}
        }
    }

    /** Those of the template first, in its order. */
    private List<DataDisk> disks(NewVm vm, Optional<Template> template, StorageDomain first, Cluster cluster) {
        var names = new HashSet<String>();
        var disks = new ArrayList<DataDisk>();
        for (var disk : template.map(Template::disks).orElse(List.of())) {
            names.add(disk.name());
            disks.add(clone(disk, template.orElseThrow().id(), vm.disk() instanceof DiskSource.Full, first));
        }
        int count = disks.size() + vm.disks().size();
        Rules.require(count <= MOST_DISKS, "a vm has at most " + MOST_DISKS + " disks beside its first");
        for (var disk : vm.disks()) {
            Rules.vmName(disk.name());
            Rules.require(names.add(disk.name()), "two disks are named " + disk.name());
            Rules.size(disk.bytes());
            var storage = disk.storage().map(id -> checks.storage(id, cluster)).orElse(first);
            disks.add(DataDisk.wanted(disk.name(), storage.id(), disk.bytes()));
        }
        return disks;
    }

    /** An overlay lies where the template's disk does; a copy beside the first disk. */
    private static DataDisk clone(TemplateDisk disk, TemplateId of, boolean copied, StorageDomain first) {
        return DataDisk.wanted(disk, copied ? first.id() : disk.storage(), new DataDisk.Base(of, disk.id(), copied));
    }

    /** A card as its row has it. To be called inside the transaction that writes it. */
    Nic nic(NewNic wanted, Cluster cluster) {
        wanted.network().ifPresent(id -> checks.network(id, cluster));
        var mac = wanted.mac().map(Rules::mac).orElseGet(rows::nextMac);
        return new Nic(NicId.random(), mac, wanted.network());
    }
}
