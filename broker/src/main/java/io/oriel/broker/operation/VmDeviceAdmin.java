package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Place;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.pool.NewDisk;
import io.oriel.pool.NewNic;
import io.oriel.pool.PoolModule;
import io.oriel.pool.VmDevices;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.NicId;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UnattachedDisk;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * VMs' disks beside their first, their cards and their snapshots. Disks and snapshots are named by names or ids, cards by
 * addresses or ids. Throws as {@link VmAdmin}.
 */
public final class VmDeviceAdmin {
    private final Rights rights;
    private final PoolModule estate;
    private final VmAdmin vms;
    private final VmDevices devices;

    public VmDeviceAdmin(Rights rights, PoolModule estate, VmAdmin vms) {
        this.rights = rights;
        this.estate = estate;
        this.vms = vms;
        this.devices = estate.vms().devices();
    }

    /** A disk that belongs to no VM, and the name of its storage domain. */
    public record Unattached(UnattachedDisk disk, String storage) {}

    /** All disks that belong to no VM, by name. */
    public List<Unattached> unattached(User actor) {
        var names = estate.storage().list();
        return rights
                .seen(
                        actor,
                        devices.unattached(),
                        it -> ObjectRef.of(it.id()),
                        it -> Place.in(ObjectRef.of(it.storage())))
                .stream()
                .map(disk -> new Unattached(
                        disk,
                        names.stream()
                                .filter(it -> it.id().equals(disk.storage()))
                                .map(it -> it.name())
                                .findFirst()
                                .orElse(disk.storage().toString())))
                .toList();
    }

    /** Gives a VM an empty disk. */
    public VmAdmin.Entry addDisk(User actor, String vm, VmWish.Disk wish, List<Wrong> wrong) {
        var tended = vms.find(actor, UseCase.DISK_ADD, vm);
        var id = tended.vm().id();
        var look = vms.look(actor, wrong);
        var storage = look.storage("storage", wish.storage());
        if (wish.storage().isEmpty() || storage.isPresent()) {
            vms.requireDisk(actor, tended.upkeep().build().cluster(), storage);
        }
        look.check();
        return vms.told(actor, devices.addDisk(id, new NewDisk(wish.name(), wish.bytes(), storage)), "disk");
    }

    /** Gives a VM a disk that belongs to none. */
    public VmAdmin.Entry attachDisk(User actor, String vm, String disk) {
        var id = vms.find(actor, UseCase.DISK_ADD, vm).vm().id();
        var found = devices.unattached().stream()
                .filter(it -> it.id().toString().equals(disk) && rights.sees(actor, ObjectRef.of(it.id())))
                .map(UnattachedDisk::id)
                .findFirst()
                .orElseThrow(() -> new BrokerException(
                        List.of(new Wrong("disk", "unknown", "there is no unattached disk " + disk))));
        rights.require(actor, UseCase.DISK_ATTACH, ObjectRef.of(found), "disk " + disk);
        return vms.told(actor, devices.attachDisk(id, found), "disk " + found);
    }

    /** Takes a disk from a VM. */
    public VmAdmin.Entry removeDisk(User actor, String vm, String disk, DataDisk.Fate fate) {
        var tended = vms.find(actor, UseCase.DISK_REMOVE, vm);
        var id = tended.outfit().disks().stream()
                .filter(it -> it.name().equals(disk) || it.id().toString().equals(disk))
                .map(DataDisk::id)
                .findFirst()
                .or(() -> id(disk).map(DiskId::new))
                .orElseThrow(() -> nothing("disk", disk, tended));
        return vms.told(actor, devices.removeDisk(tended.vm().id(), id, fate), "disk taken out");
    }

    /** Gives a VM a card. */
    public VmAdmin.Entry addNic(User actor, String vm, VmWish.Card wish, List<Wrong> wrong) {
        var id = vms.find(actor, UseCase.NIC_ADD, vm).vm().id();
        var look = vms.look(actor, wrong);
        var network = look.network("network", wish.network());
        vms.requireNetwork(actor, network);
        look.check();
        return vms.told(actor, devices.addNic(id, new NewNic(wish.mac(), network)), "network card");
    }

    /** Puts a card that is not plugged in into another network; empty: the appliance's own. */
    public VmAdmin.Entry moveNic(User actor, String vm, String nic, Optional<String> network) {
        var tended = vms.find(actor, UseCase.NIC_MOVE, vm);
        var look = vms.look(actor, List.of());
        var to = look.network("network", network);
        vms.requireNetwork(actor, to);
        look.check();
        return vms.told(actor, devices.moveNic(tended.vm().id(), nic(tended, nic), to), "network card moved");
    }

    /** Takes a card from a VM. */
    public VmAdmin.Entry removeNic(User actor, String vm, String nic) {
        var tended = vms.find(actor, UseCase.NIC_REMOVE, vm);
        return vms.told(actor, devices.removeNic(tended.vm().id(), nic(tended, nic)), "network card taken out");
    }

    /** Keeps a VM as it is now. */
    public VmAdmin.Entry snapshot(User actor, String vm, String name) {
        var id = vms.find(actor, UseCase.SNAPSHOT_TAKE, vm).vm().id();
        return vms.told(actor, devices.snapshot(id, name), "snapshot " + name);
    }

    /** Takes a VM that is Down back to a snapshot. */
    public VmAdmin.Entry revert(User actor, String vm, String snapshot) {
        var tended = vms.find(actor, UseCase.SNAPSHOT_REVERT, vm);
        var found = snapshot(tended, snapshot);
        return vms.told(actor, devices.revert(tended.vm().id(), found.id()), "back to snapshot " + found.name());
    }

    /** Forgets a snapshot. */
    public VmAdmin.Entry deleteSnapshot(User actor, String vm, String snapshot) {
        var tended = vms.find(actor, UseCase.SNAPSHOT_DELETE, vm);
        var found = snapshot(tended, snapshot);
        return vms.told(actor, devices.deleteSnapshot(tended.vm().id(), found.id()), "delete snapshot " + found.name());
    }

    private static NicId nic(TendedVm tended, String text) {
        return tended.outfit().nics().stream()
                .filter(it ->
                        it.mac().equalsIgnoreCase(text) || it.id().toString().equals(text))
                .map(Nic::id)
                .findFirst()
                .orElseThrow(() -> nothing("network card", text, tended));
    }

    private static Snapshot snapshot(TendedVm tended, String text) {
        return tended.outfit().snapshots().stream()
                .filter(it -> it.name().equals(text) || it.id().toString().equals(text))
                .findFirst()
                .orElseThrow(() -> nothing("snapshot", text, tended));
    }

    private static BrokerException nothing(String what, String name, TendedVm tended) {
        return new BrokerException(Code.NOT_FOUND, "vm " + tended.vm().name() + " has no " + what + " " + name);
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
