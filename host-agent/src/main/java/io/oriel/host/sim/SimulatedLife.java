package io.oriel.host.sim;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import io.oriel.host.sim.SimulatedDisks.Holder;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/** Turning simulated VMs on and off, and everything between. */
final class SimulatedLife {
    private static final Outcome DONE = new Outcome.Done();

    private final String hostName;
    private final SimulatedVms vms;
    private final SimulatedDisks disks;
    private final SimulatedTime time;
    private final SimulatedTimes times;
    private final Faults.Dice dice;

    SimulatedLife(
            String hostName,
            SimulatedVms vms,
            SimulatedDisks disks,
            SimulatedTime time,
            SimulatedTimes times,
            Faults.Dice dice) {
        this.hostName = hostName;
        this.vms = vms;
        this.disks = disks;
        this.time = time;
        this.times = times;
        this.dice = dice;
    }

    Outcome start(VmSpec spec, Passing passing) {
        var there = vms.find(spec.id());
        var foreign = vms.foreign(spec.id());
        if (foreign.isPresent()) {
            return foreign.get();
        }
        if (there.filter(SimulatedVm::isOn).isPresent()) {
            return DONE;
        }
        boolean saved = there.filter(SimulatedVm::isSaved).isPresent();
        var wanted = saved ? there.get().spec() : spec;
        // locked before the time passes: of two hosts that start on one disk, one does
        var objection = disks.lock(new Holder(hostName, spec.id()), wanted.disks());
        if (objection.isPresent()) {
            return objection.get();
        }
        passing.pass(saved ? times.saving() : times.start());
        return saved ? goOn(there.get()) : switchOn(wanted);
    }

    private Outcome goOn(SimulatedVm vm) {
        vm.wake();
        vms.publish(vm);
        return DONE;
    }

    private Outcome switchOn(VmSpec spec) {
        if (vms.find(spec.id()).filter(SimulatedVm::isOn).isPresent()) {
            return DONE;
        }
        var made = vms.make(spec);
        if (made.isEmpty()) {
            disks.unlock(new Holder(hostName, spec.id()));
            return new Outcome.Failed(
                    "all display ports of this host are taken; stop a VM here or choose another host");
        }
        var vm = made.get();
        int turn = vm.run(spec.boot().paused());
        vms.publish(vm);
        comesUp(vm, turn);
        return DONE;
    }

    private void comesUp(SimulatedVm vm, int turn) {
        boolean crashes = dice.crashes();
        time.later(times.boot(), () -> {
            if (!vm.boot(turn)) {
                return;
            }
            if (crashes) {
                vms.end(vm, VmPower.CRASHED);
            } else {
                vms.publish(vm);
            }
        });
    }

    /** A VM that somebody else started here. */
    void plant(VmSpec spec) {
        var _ = disks.lock(new Holder(hostName, spec.id()), spec.disks());
        vms.make(spec).ifPresent(vm -> {
            vm.own(false);
            int turn = vm.run(false);
            vms.publish(vm);
            comesUp(vm, turn);
        });
    }

    Outcome shutdown(VmId id, Duration grace, Passing passing) {
        var foreign = vms.foreign(id);
        if (foreign.isPresent()) {
            return foreign.get();
        }
        var vm = vms.find(id);
        if (vm.filter(SimulatedVm::isOn).isEmpty()) {
            return DONE;
        }
        passing.pass(shorter(grace, times.shutdown()));
        if (vm.get().isOn()) {
            vms.end(vm.get(), VmPower.OFF);
        }
        return DONE;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    Outcome destroy(VmId id) {
        var foreign = vms.foreign(id);
        if (foreign.isPresent()) {
            return foreign.get();
        }
        vms.find(id).ifPresent(vm -> {
            vms.end(vm, VmPower.OFF);
            vms.forget(id);
        });
        return DONE;
    }

    Outcome reboot(VmId id, Duration grace, Passing passing) {
        return vms.running(id, vm -> {
            passing.pass(shorter(grace, times.shutdown()));
            return reset(id);
        });
    }

    Outcome reset(VmId id) {
        return vms.running(id, vm -> {
            int turn = vm.begin();
            vms.publish(vm);
            comesUp(vm, turn);
            return DONE;
        });
    }

    Outcome pause(VmId id, boolean wanted) {
        return vms.running(id, vm -> {
            if (vm.pause(wanted)) {
                vms.publish(vm);
            }
            return DONE;
        });
    }

    Outcome suspend(VmId id, Passing passing) {
        if (vms.find(id).filter(SimulatedVm::isSaved).isPresent()) {
            return DONE;
        }
        return vms.running(id, vm -> {
            passing.pass(times.saving());
            vms.end(vm, VmPower.SAVED);
            return DONE;
        });
    }

    /** A VM is again as it was, here or on another host. */
    void goesOn(SimulatedVm vm, SimulatedVm.State state) {
        int turn = vm.become(state);
        vms.publish(vm);
        if (!state.booted()) {
            comesUp(vm, turn);
        }
    }

    // --- snapshots -------------------------------------------------------------------------------------------------

    Outcome keep(VmId id, UUID snapshot, Passing passing) {
        return notSaved(id, vm -> {
            if (!vm.hasSnapshot(snapshot)) {
                passing.pass(times.saving());
                vm.keep(snapshot);
            }
            return DONE;
        });
    }

    Outcome revert(VmId id, UUID snapshot, Passing passing) {
        return notSaved(id, vm -> {
            var kept = vm.kept(snapshot);
            if (kept.isEmpty()) {
                return new Outcome.Refused(Reason.NOT_FOUND, "the VM has no snapshot " + snapshot);
            }
            passing.pass(times.saving());
            return become(vm, kept.get());
        });
    }

    private Outcome become(SimulatedVm vm, SimulatedVm.State kept) {
        var holder = new Holder(hostName, kept.spec().id());
        if (kept.power() == VmPower.OFF) {
            vms.end(vm, VmPower.OFF);
            vm.become(kept);
            return DONE;
        }
        var objection = disks.lock(holder, kept.spec().disks());
        if (objection.isPresent()) {
            return objection.get();
        }
        goesOn(vm, kept);
        return DONE;
    }

    Outcome forget(VmId id, UUID snapshot) {
        return notSaved(id, vm -> {
            vm.forget(snapshot);
            return DONE;
        });
    }

    private Outcome notSaved(VmId id, Function<SimulatedVm, Outcome> action) {
        return vms.here(
                id,
                vm -> vm.isSaved()
                        ? new Outcome.Refused(Reason.BUSY, "the VM " + id + " is suspended to disk; start it first")
                        : action.apply(vm));
    }
}
