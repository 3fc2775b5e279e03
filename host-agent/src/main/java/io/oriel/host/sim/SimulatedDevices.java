package io.oriel.host.sim;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.sim.SimulatedDisks.Holder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Devices of running simulated VMs, and what their guests' agents do. Disks are only names; CD images are looked for
 * where they would lie, because no command brings them there.
 */
final class SimulatedDevices {
    private static final Outcome DONE = new Outcome.Done();
    private static final int MOST_DISKS = 24;

    private final String hostName;
    private final SimulatedVms vms;
    private final SimulatedDisks disks;
    private final SimulatedTimes times;

    SimulatedDevices(String hostName, SimulatedVms vms, SimulatedDisks disks, SimulatedTimes times) {
        this.hostName = hostName;
        this.vms = vms;
        this.disks = disks;
        this.times = times;
    }

    /** What stands against an image in the drive. */
    static Optional<Outcome> objection(Optional<IsoRef> cdrom) {
        return cdrom.filter(iso -> !Files.isRegularFile(
                        Path.of(iso.storage().path(), "iso", iso.name()), LinkOption.NOFOLLOW_LINKS))
                .map(iso -> new Outcome.Refused(
                        Reason.NOT_FOUND,
                        "there is no CD image " + iso.name() + " in "
                                + iso.storage().path() + "/iso"));
    }

    Outcome changeCd(VmId id, Optional<IsoRef> cdrom) {
        return vms.running(
                id,
                vm -> objection(cdrom).orElseGet(() -> with(vm, spec -> with(spec, spec.disks(), spec.nics(), cdrom))));
    }

    Outcome attach(VmId id, DiskRef disk) {
        return vms.running(id, vm -> {
            if (vm.spec().disks().contains(disk)) {
                return DONE;
            }
            if (vm.spec().disks().size() >= MOST_DISKS) {
                return new Outcome.Refused(Reason.BUSY, "the VM has as many disks as fit; unplug one first");
            }
            return disks.lock(new Holder(hostName, id), List.of(disk))
                    .orElseGet(() -> with(vm, spec -> with(spec, plus(spec.disks(), disk), spec.nics(), spec.cdrom())));
        });
    }

    Outcome detach(VmId id, DiskRef disk, Passing passing) {
        return vms.running(id, vm -> {
            if (!vm.spec().disks().contains(disk)) {
                return DONE;
            }
            if (disk.equals(vm.spec().disks().getFirst()) || !vm.hasBooted()) {
                return new Outcome.Failed(
                        "the guest does not let go of the disk; see that nothing in it uses it, and try again");
            }
            passing.pass(times.plugging());
            disks.unlock(new Holder(hostName, id), disk);
            return with(vm, spec -> with(spec, minus(spec.disks(), disk::equals), spec.nics(), spec.cdrom()));
        });
    }

    Outcome attach(VmId id, NicSpec nic) {
        return vms.running(
                id,
                vm -> vm.spec().nics().stream().anyMatch(n -> n.mac().equals(nic.mac()))
                        ? DONE
                        : with(vm, spec -> with(spec, spec.disks(), plus(spec.nics(), nic), spec.cdrom())));
    }

    Outcome detach(VmId id, String mac, Passing passing) {
        return vms.running(id, vm -> {
            if (vm.spec().nics().stream().noneMatch(n -> n.mac().equals(mac))) {
                return DONE;
            }
            if (!vm.hasBooted()) {
                return new Outcome.Failed(
                        "the guest does not let go of the card; see that nothing in it uses it, and try again");
            }
            passing.pass(times.plugging());
            return with(
                    vm,
                    spec -> with(
                            spec, spec.disks(), minus(spec.nics(), n -> n.mac().equals(mac)), spec.cdrom()));
        });
    }

    private Outcome with(SimulatedVm vm, UnaryOperator<VmSpec> change) {
        var before = vm.report();
        vm.change(change);
        if (!vm.report().equals(before)) {
            vms.publish(vm);
        }
        return DONE;
    }

    private static <T> List<T> plus(List<T> all, T one) {
        return Stream.concat(all.stream(), Stream.of(one)).toList();
    }

    private static <T> List<T> minus(List<T> all, Predicate<T> one) {
        return all.stream().filter(one.negate()).toList();
    }

    private static VmSpec with(VmSpec spec, List<DiskRef> disks, List<NicSpec> nics, Optional<IsoRef> cdrom) {
        return new VmSpec(
                spec.id(),
                spec.title(),
                spec.hardware(),
                spec.heads(),
                spec.vcpus(),
                spec.memoryMiB(),
                disks,
                cdrom,
                nics,
                spec.boot(),
                spec.seed(),
                spec.clipboardToClient(),
                spec.serialLog());
    }

    /** What others may know of a VM. */
    static VmSpec withoutSeed(VmSpec spec) {
        return new VmSpec(
                spec.id(),
                spec.title(),
                spec.hardware(),
                spec.heads(),
                spec.vcpus(),
                spec.memoryMiB(),
                spec.disks(),
                spec.cdrom(),
                spec.nics(),
                spec.boot(),
                spec.clipboardToClient(),
                spec.serialLog());
    }
}
