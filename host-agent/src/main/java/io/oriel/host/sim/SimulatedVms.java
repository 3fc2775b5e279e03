package io.oriel.host.sim;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.LocalHost.Listener;
import java.time.Clock;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** One host's VMs, and who hears of them. The lock guards map and ports; nobody is told anything while it is held. */
final class SimulatedVms {
    static final int FIRST_PORT = 5900;
    private static final int LAST_PORT = 6923;

    private final Clock clock;
    private final IntPredicate free;
    private final Consumer<SimulatedVm> ended;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<VmId, SimulatedVm> vms = new HashMap<>();
    private final BitSet ports = new BitSet(LAST_PORT - FIRST_PORT + 1);

    /**
     * @param free whether nobody outside listens on a port
     * @param ended told of each VM that was on and is off, before anybody else
     */
    SimulatedVms(Clock clock, IntPredicate free, Consumer<SimulatedVm> ended) {
        this.clock = clock;
        this.free = free;
        this.ended = ended;
    }

    synchronized Optional<SimulatedVm> find(VmId id) {
        return Optional.ofNullable(vms.get(id));
    }

    synchronized List<SimulatedVm> all() {
        return List.copyOf(vms.values());
    }

    /** A VM that is off, in place of what was there, with its snapshots; empty when all display ports are taken. */
    synchronized Optional<SimulatedVm> make(VmSpec spec) {
        var there = vms.get(spec.id());
        int port = there == null ? freePort() : there.port();
        if (port < 0) {
            return Optional.empty();
        }
        var vm = new SimulatedVm(spec, port, clock);
        if (there != null) {
            vm.keep(there.snapshots());
        }
        vms.put(spec.id(), vm);
        return Optional.of(vm);
    }

    private int freePort() {
        for (int i = ports.nextClearBit(0); i <= LAST_PORT - FIRST_PORT; i = ports.nextClearBit(i + 1)) {
            if (free.test(FIRST_PORT + i)) {
                ports.set(i);
                return FIRST_PORT + i;
            }
        }
        return -1;
    }

    synchronized void forget(VmId id) {
        var gone = vms.remove(id);
        if (gone != null) {
            ports.clear(gone.port() - FIRST_PORT);
        }
    }

    /** Does something with a VM of ours that is here, on or off. */
    Outcome here(VmId id, Function<SimulatedVm, Outcome> action) {
        return find(id).map(vm -> foreign(id).orElseGet(() -> action.apply(vm))).orElseGet(() -> absent(id));
    }

    private static Outcome absent(VmId id) {
        return new Outcome.Refused(Reason.NOT_FOUND, "there is no VM " + id + " on this host");
    }

    /** That a VM is nobody's, if it is. */
    Optional<Outcome> foreign(VmId id) {
        return find(id).filter(vm -> !vm.isOurs())
                .map(_ ->
                        new Outcome.Refused(Reason.NOT_OURS, "the VM " + id + " does not belong to this installation"));
    }

    /** A VM of nobody's becomes ours. */
    Outcome adopt(VmId id) {
        return find(id).<Outcome>map(vm -> {
                    if (vm.own(true)) {
                        publish(vm);
                    }
                    return new Outcome.Done();
                })
                .orElseGet(() -> absent(id));
    }

    /** Does something with a VM that is on. */
    Outcome running(VmId id, Function<SimulatedVm, Outcome> action) {
        return here(
                id,
                vm -> vm.isOn()
                        ? action.apply(vm)
                        : new Outcome.Refused(Reason.BUSY, "the VM " + id + " is not running"));
    }

    /** Does something through a guest's agent. */
    Outcome answering(VmId id, Function<SimulatedVm, Outcome> action) {
        return running(
                id,
                vm -> vm.hasBooted() && vm.power() == VmPower.RUNNING
                        ? action.apply(vm)
                        : new Outcome.Failed("the guest's agent does not answer: see that the guest is up"));
    }

    /** Puts a VM into one of the ways of being off, and tells it. */
    void end(SimulatedVm vm, VmPower how) {
        boolean ran = vm.isOn();
        vm.off(how);
        if (ran) {
            ended.accept(vm);
            publish(vm);
        }
    }

    /** Lets go of a VM that is on another host now. Nothing is told: it has not ended. */
    void leave(SimulatedVm vm) {
        vm.off(VmPower.OFF);
        forget(vm.spec().id());
        ended.accept(vm);
    }

    /** Everything ends without a word. */
    synchronized void lose() {
        vms.values().forEach(vm -> vm.off(VmPower.OFF));
        vms.values().forEach(ended);
        vms.clear();
        ports.clear();
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    void publish(SimulatedVm vm) {
        var report = vm.report();
        tell(listener -> listener.changed(report));
    }

    void tell(Consumer<Listener> telling) {
        listeners.forEach(telling);
    }
}
