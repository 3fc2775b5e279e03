package io.oriel.host.sim;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import java.time.Duration;
import java.util.function.Function;

/** What the agents in simulated guests do. */
final class SimulatedGuests {
    private static final Outcome DONE = new Outcome.Done();

    private final SimulatedVms vms;
    private final SimulatedTime time;

    SimulatedGuests(SimulatedVms vms, SimulatedTime time) {
        this.vms = vms;
        this.time = time;
    }

    Outcome freeze(VmId id, Duration most) {
        return vms.answering(id, vm -> {
            int turn = vm.freeze();
            time.later(most, () -> vm.thaw(turn));
            return DONE;
        });
    }

    Outcome thaw(VmId id) {
        return vms.answering(id, vm -> {
            vm.thaw();
            return DONE;
        });
    }

    Outcome lock(VmId id) {
        return unfrozen(id, _ -> DONE);
    }

    /** The guest reports nobody from now on, until it starts anew. */
    Outcome logOut(VmId id) {
        return unfrozen(id, vm -> {
            if (vm.logOut()) {
                vms.publish(vm);
            }
            return DONE;
        });
    }

    Outcome setTime(VmId id) {
        return unfrozen(id, _ -> DONE);
    }

    private Outcome unfrozen(VmId id, Function<SimulatedVm, Outcome> action) {
        return vms.answering(
                id,
                vm -> vm.isFrozen()
                        ? new Outcome.Failed(
                                "the guest's agent does nothing else while the guest is frozen; thaw it first")
                        : action.apply(vm));
    }
}
