package io.oriel.broker.operation;

import io.oriel.broker.access.Lineage;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Predefined;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.VmId;
import io.oriel.pool.NewDisk;
import io.oriel.pool.NewNic;
import io.oriel.pool.NewVm;
import io.oriel.pool.PoolModule;
import io.oriel.pool.Shape;
import io.oriel.pool.VmConfig;
import io.oriel.pool.Vms;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.NextRun;
import io.oriel.pool.estate.RunOnce;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.estate.VmLoad;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.EventCode;
import io.oriel.pool.event.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Single VMs: making, changing, running, deleting.
 *
 * <p>What takes time is asked for and carried out by the loop; how far it is shows in the VM. VMs are named by their
 * names or ids. Throws {@link BrokerException} FORBIDDEN, NOT_FOUND, INVALID with every field that is wrong, and {@link
 * io.oriel.pool.PoolException} INVALID, ALREADY_EXISTS, IN_USE and CONFLICT.
 */
public final class VmAdmin {
    private static final List<BootDevice> FROM_DISK = List.of(BootDevice.DISK);

    private final Rights rights;
    private final PoolModule estate;
    private final PermissionAdmin permissions;
    private final Vms vms;

    public VmAdmin(Rights rights, PoolModule estate, PermissionAdmin permissions) {
        this.rights = rights;
        this.permissions = permissions;
        this.estate = estate;
        this.vms = estate.vms();
    }

    /** What is done to a VM as a whole. */
    public enum Verb {
        START(UseCase.VM_START),
        SHUTDOWN(UseCase.VM_SHUTDOWN),
        STOP(UseCase.VM_STOP),
        SUSPEND(UseCase.VM_SUSPEND),
        RESUME(UseCase.VM_RESUME),
        PAUSE(UseCase.VM_PAUSE),
        REBOOT(UseCase.VM_REBOOT),
        RESET(UseCase.VM_RESET),
        CANCEL_MIGRATION(UseCase.VM_CANCEL_MIGRATION);

        private final UseCase useCase;

        Verb(UseCase useCase) {
            this.useCase = useCase;
        }

        /** What must be allowed for it. */
        public UseCase useCase() {
            return useCase;
        }
    }

    /**
     * A VM with the names of what it refers to.
     *
     * @param progress of the command that is being carried out for it, in percent; empty when nobody says
     * @param load empty when it does not run, or this control plane does not hear of it
     */
    public record Entry(
            TendedVm vm,
            String cluster,
            Optional<String> host,
            Optional<String> template,
            Optional<String> pool,
            SortedSet<String> tags,
            Optional<Integer> progress,
            Optional<VmLoad> load) {

        /** The fields that it takes only at its next start. */
        public List<String> needsRestart() {
            return NextRun.needsRestart(vm);
        }
    }

    /** All VMs, those of pools included, by name. */
    public List<Entry> list(User actor) {
        var names = new VmNames(estate);
        return rights.seen(actor, vms.tended(), it -> ObjectRef.of(it.vm().id()), Lineage::of).stream()
                .map(vm -> entry(vm, names))
                .toList();
    }

    /** One VM. */
    public Entry show(User actor, String name) {
        return entry(find(actor, UseCase.VM_SHOW, name), new VmNames(estate));
    }

    /** Makes a VM; its disk is made at once. */
    public Entry create(User actor, VmWish wish) {
        var look = look(actor, wish.wrong());
        var place = wish.place();
        var cluster = look.cluster(place.cluster());
        var template = look.template(place.template());
        var storage = look.storage("storage", place.storage());
        look.require(
                place.template().isPresent() || place.bytes().isPresent(),
                "template",
                "required",
                "a vm is made from a template, or gets an empty disk of a size");
        look.require(
                !place.full() || place.bytes().isEmpty(),
                "diskBytes",
                "excess",
                "a full clone is as large as its template");
        look.require(wish.name().isPresent(), "name", "required", "name is required");
        var nics = wish.nics().orElse(List.of(new VmWish.Card(Optional.empty(), Optional.empty()))).stream()
                .map(card -> new NewNic(card.mac(), look.network("nics", card.network())))
                .toList();
        var disks = wish.disks().orElse(List.of()).stream()
                .map(disk -> new NewDisk(disk.name(), disk.bytes(), look.storage("disks", disk.storage())))
                .toList();
        requireMaking(actor, new Making(place, cluster, template, storage, nics, disks), wish.words());
        var source = template.<DiskSource>map(it -> place.full()
                        ? new DiskSource.Full(Optional.of(it.id()))
                        : new DiskSource.Thin(it.id(), place.bytes().orElse(0L)))
                .orElse(new DiskSource.Blank(place.bytes().orElse(0L)));
        var plain = new VmConfig(
                wish.name().orElse(""),
                new Shape(1, 1024, Hardware.LINUX, 1),
                Starting.FROM_DISK,
                new Care(VmKind.SERVER, "", false, false),
                Optional.empty(),
                new TreeSet<>());
        var wanted = new NewVm(wish.changing(plain, look), source, storage, cluster, nics, disks);
        look.check();
        var made = vms.create(wanted);
        permissions.own(actor, Predefined.USER_VM_MANAGER.role(), ObjectRef.of(made.id()));
        return told(actor, made, "made");
    }

    /** What a new VM is made of and lies in, as far as it was found. */
    private record Making(
            VmWish.Place place,
            Optional<ClusterId> cluster,
            Optional<Template> template,
            Optional<StorageDomainId> storage,
            List<NewNic> nics,
            List<NewDisk> disks) {}

    /** Asks on all that a new VM uses; what was not found is told with the other faults. */
    private void requireMaking(User actor, Making making, VmWish.Words words) {
        var place = making.place();
        var in = place.cluster().isPresent()
                ? making.cluster().flatMap(estate.clusters()::find)
                : estate.clusters().byName(SiteAdmin.DEFAULT);
        in.ifPresent(it -> {
            var named = "cluster " + it.name();
            rights.require(actor, UseCase.VM_CREATE, ObjectRef.of(it.id()), named);
            if (place.host().filter(host -> !host.isBlank()).isPresent()
                    || words.autoStart().orElse(false)
                    || !words.availability().changing(Continuity.PLAIN).equals(Continuity.PLAIN)) {
                rights.require(actor, UseCase.VM_CREATE_AS_ADMIN, ObjectRef.of(it.id()), named);
            }
        });
        making.template()
                .ifPresent(it -> rights.require(
                        actor, UseCase.VM_CREATE_OF_TEMPLATE, ObjectRef.template(it.name()), "template " + it.name()));
        in.ifPresent(it -> requireDisk(actor, it.id(), making.storage()));
        in.ifPresent(it -> making.disks().forEach(disk -> requireDisk(actor, it.id(), disk.storage())));
        making.nics().forEach(nic -> requireNetwork(actor, nic.network()));
    }

    /** A disk may be made in this storage domain; without one, wherever there is room in the cluster's data center. */
    void requireDisk(User actor, ClusterId cluster, Optional<StorageDomainId> storage) {
        storage.ifPresentOrElse(
                id -> rights.require(actor, UseCase.DISK_CREATE, ObjectRef.of(id), "storage domain " + storageName(id)),
                () -> estate.clusters()
                        .find(cluster)
                        .flatMap(it -> estate.dataCenters().find(it.dataCenter()))
                        .ifPresent(it -> rights.require(
                                actor,
                                UseCase.DISK_CREATE_ANYWHERE,
                                ObjectRef.of(it.id()),
                                "data center " + it.name())));
    }

    /** A card may be put into this network; the appliance's own is everybody's. */
    void requireNetwork(User actor, Optional<NetworkId> network) {
        network.flatMap(estate.networks()::find)
                .ifPresent(it ->
                        rights.require(actor, UseCase.NETWORK_USE, ObjectRef.of(it.id()), "network " + it.name()));
    }

    private String storageName(StorageDomainId id) {
        return estate.storage().list().stream()
                .filter(it -> it.id().equals(id))
                .map(StorageDomain::name)
                .findFirst()
                .orElse("");
    }

    /** Finds what the acting person names, as far as they may know of it. */
    VmReferences look(User actor, List<Wrong> wrong) {
        return new VmReferences(rights.of(actor)::sees, estate, wrong);
    }

    /**
     * Changes a VM.
     *
     * @param version what the change is based on; empty: whatever it is now
     */
    public Entry edit(User actor, String name, Optional<Long> version, VmWish wish) {
        var vm = find(actor, wish.onlyCd() ? UseCase.VM_CHANGE_CD : UseCase.VM_EDIT, name);
        var look = look(actor, wish.wrong());
        vms.config(vm.vm().id()).ifPresent(now -> {
            var next = wish.changing(now, look);
            if (!next.startOn().equals(now.startOn())
                    || next.care().autoStart() != now.care().autoStart()
                    || !next.care().continuity().equals(now.care().continuity())) {
                rights.require(
                        actor, UseCase.VM_EDIT_AS_ADMIN, ObjectRef.of(vm.vm().id()), "vm " + name);
            }
        });
        look.check();
        return told(actor, vms.edit(vm.vm().id(), version, now -> wish.changing(now, look)), "changed");
    }

    /** Asks for one of the things that are done to a VM as a whole. */
    public Entry act(User actor, String name, Verb verb) {
        var id = find(actor, verb.useCase(), name).vm().id();
        var vm = switch (verb) {
            case START -> vms.start(id);
            case SHUTDOWN -> vms.shutdown(id);
            case STOP -> vms.stop(id);
            case SUSPEND -> vms.suspend(id);
            case RESUME -> vms.resume(id);
            case PAUSE -> vms.pause(id);
            case REBOOT -> vms.reboot(id);
            case RESET -> vms.reset(id);
            case CANCEL_MIGRATION -> vms.cancelMigration(id);
        };
        return told(actor, vm, verb.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    /** Asks for a move without a break; without a host to the one where it fits best. */
    public Entry migrate(User actor, String name, Optional<String> host) {
        var id = find(actor, UseCase.VM_MIGRATE, name).vm().id();
        var look = look(actor, List.of());
        var to = look.host(host);
        look.check();
        return told(actor, vms.migrate(id, to), "move");
    }

    /**
     * Has a VM that is Down started, this once in another way.
     *
     * @param cdrom {@code STORAGE/FILE}; empty: what lies in the drive
     */
    public Entry runOnce(
            User actor, String name, Optional<List<BootDevice>> order, Optional<String> cdrom, boolean paused) {
        var id = find(actor, UseCase.VM_RUN_ONCE, name).vm().id();
        if (cdrom.isPresent()) {
            rights.require(actor, UseCase.VM_CHANGE_CD, ObjectRef.of(id), "vm " + name);
        }
        var look = look(actor, List.of());
        var iso = look.iso("cdrom", cdrom);
        look.check();
        var boot = new Boot(
                order.orElse(iso.isPresent() ? List.of(BootDevice.CDROM, BootDevice.DISK) : FROM_DISK), false, paused);
        return told(actor, vms.runOnce(id, new RunOnce(boot, iso)), "run once");
    }

    /**
     * Has a VM deleted.
     *
     * @param keepDisks whether its disks stay in their storage domains, without a VM
     */
    public void delete(User actor, String name, boolean keepDisks) {
        var vm = find(actor, UseCase.VM_DELETE, name).vm();
        vms.delete(vm.id(), keepDisks);
        record(actor, vm, "delete");
    }

    TendedVm find(User actor, UseCase what, String name) {
        // An id first: a VM that is called like another's id must not be taken for it.
        var found = id(name).flatMap(vms::tended)
                .or(() -> vms.byName(name).map(Vm::id).flatMap(vms::tended))
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no vm " + name));
        rights.require(actor, what, ObjectRef.of(found.vm().id()), "vm " + name);
        return found;
    }

    private static Optional<VmId> id(String text) {
        try {
            return Optional.of(new VmId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Entry told(User actor, Vm vm, String what) {
        record(actor, vm, what);
        return vms.tended(vm.id())
                .map(tended -> entry(tended, new VmNames(estate)))
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "vm " + vm.name() + " is gone by now"));
    }

    private void record(User actor, Vm vm, String what) {
        estate.events()
                .record(Event.of(Severity.NORMAL, "vm " + vm.name() + ": " + what + " asked for by " + actor.id())
                        .coded(code(what))
                        .about(vm.id())
                        .about(actor.id()));
    }

    private static EventCode code(String what) {
        return switch (what) {
            case "made" -> EventCode.USER_ADD_VM;
            case "changed" -> EventCode.USER_UPDATE_VM;
            case "start", "run once", "resume" -> EventCode.USER_RUN_VM;
            case "stop", "shutdown" -> EventCode.USER_STOP_VM;
            default -> EventCode.UNASSIGNED;
        };
    }

    private Entry entry(TendedVm tended, VmNames names) {
        var vm = tended.vm();
        var busy = tended.busy() ? vms.progress(vm.id()).map(HostEvent.Progress::percent) : Optional.<Integer>empty();
        return new Entry(
                tended,
                names.cluster(tended.upkeep().build().cluster()),
                vm.host().map(names::host),
                tended.upkeep().build().source().template().map(names::template),
                vm.pool().map(names::pool),
                names.tags(vm.id()),
                busy,
                vms.load(vm));
    }
}
