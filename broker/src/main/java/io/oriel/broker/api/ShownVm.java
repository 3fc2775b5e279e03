package io.oriel.broker.api;

import io.oriel.broker.operation.VmAdmin;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.VmLoad;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A VM as it is shown. What cloud-init is told is not.
 *
 * @param disk {@code missing} until its first disk is made
 * @param source what its first disk is made from: {@code blank}, {@code thin} or {@code full}
 * @param priority of a highly available VM
 * @param needsRestart the fields that it takes only at its next start
 * @param addresses what the guest says its IP addresses are
 * @param load what it uses, where that is known
 * @param doing what is being carried out for it
 * @param progress of that, in percent
 * @param asked what was asked for and has not begun
 */
record ShownVm(
        String id,
        String name,
        String kind,
        String description,
        String state,
        Optional<String> host,
        String cluster,
        Optional<String> pool,
        Optional<String> assignedTo,
        int vcpus,
        long memoryMiB,
        String hardware,
        int heads,
        Optional<String> template,
        String source,
        String disk,
        List<ShownDisk> disks,
        List<ShownNic> nics,
        List<ShownSnapshot> snapshots,
        List<String> boot,
        boolean bootMenu,
        Optional<String> cdrom,
        boolean cloudInit,
        boolean guarded,
        boolean autoStart,
        Optional<Integer> priority,
        boolean lease,
        String mobility,
        boolean wanted,
        boolean deleting,
        List<String> tags,
        List<String> needsRestart,
        List<String> addresses,
        Optional<ShownLoad> load,
        Optional<String> doing,
        Optional<Integer> progress,
        Optional<String> asked,
        Optional<String> trouble,
        long version) {

    /** @param ageSeconds since its host said so */
    record ShownLoad(Optional<Integer> cpuPercent, Optional<Long> memoryUsedMiB, long ageSeconds) {
        static ShownLoad of(VmLoad load) {
            return new ShownLoad(
                    load.cpuPercent(), load.memoryUsedMiB(), load.age().toSeconds());
        }
    }

    record ShownDisk(
            String id,
            String name,
            String storage,
            long bytes,
            boolean made,
            boolean plugged,
            Optional<String> leaving) {
        static ShownDisk of(DataDisk disk) {
            return new ShownDisk(
                    disk.id().toString(),
                    disk.name(),
                    disk.storage().toString(),
                    disk.bytes(),
                    disk.made(),
                    disk.plugged(),
                    disk.fate().map(ShownVm::lower));
        }
    }

    record ShownNic(String id, String mac, Optional<String> network, boolean plugged, boolean leaving) {
        static ShownNic of(Nic nic) {
            return new ShownNic(
                    nic.id().toString(), nic.mac(), nic.network().map(Object::toString), nic.plugged(), nic.leaving());
        }
    }

    record ShownSnapshot(String id, String name, boolean memory, String asked, String stage) {
        static ShownSnapshot of(Snapshot snapshot) {
            return new ShownSnapshot(
                    snapshot.id().toString(),
                    snapshot.name(),
                    snapshot.memory(),
                    snapshot.asked().toString(),
                    lower(snapshot.stage()));
        }
    }

    static ShownVm of(VmAdmin.Entry entry) {
        var vm = entry.vm().vm();
        var upkeep = entry.vm().upkeep();
        var outfit = entry.vm().outfit();
        var boot = outfit.starting().boot();
        return new ShownVm(
                vm.id().toString(),
                vm.name(),
                lower(outfit.care().kind()),
                outfit.care().description(),
                vm.state().restName(),
                entry.host(),
                entry.cluster(),
                entry.pool(),
                vm.assignedTo().map(Object::toString),
                vm.vcpus(),
                vm.memoryMiB(),
                lower(upkeep.build().hardware()),
                upkeep.build().heads(),
                entry.template(),
                switch (upkeep.build().source()) {
                    case DiskSource.Blank _ -> "blank";
                    case DiskSource.Thin _ -> "thin";
                    case DiskSource.Full _ -> "full";
                },
                lower(upkeep.disk().use()),
                outfit.disks().stream().map(ShownDisk::of).toList(),
                outfit.nics().stream().map(ShownNic::of).toList(),
                outfit.snapshots().stream().map(ShownSnapshot::of).toList(),
                boot.order().stream().map(ShownVm::lower).toList(),
                boot.menu(),
                outfit.starting().cdrom().map(iso -> iso.storage() + "/" + iso.name()),
                outfit.starting().cloudInit().isPresent(),
                outfit.care().guarded(),
                outfit.care().autoStart(),
                outfit.care().continuity().priority(),
                outfit.care().continuity().lease(),
                lower(outfit.care().continuity().mobility()),
                upkeep.wanted(),
                upkeep.deleting(),
                List.copyOf(entry.tags()),
                entry.needsRestart(),
                entry.load().map(VmLoad::addresses).orElse(List.of()),
                entry.load().map(ShownLoad::of),
                upkeep.command().map(InFlight::kind).map(ShownVm::lower),
                entry.progress(),
                upkeep.errand().map(it -> lower(it.kind())),
                vm.trouble(),
                vm.version());
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
