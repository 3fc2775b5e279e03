package io.oriel.host.sim;

import io.oriel.host.api.EstateCommand.MigrateVm;
import io.oriel.host.api.HostId;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * VMs on their way to another host. A move is decided once: by arriving, by being called off, or by what comes between.
 * Until it has arrived the VM is here, and goes on here when it does not arrive.
 */
final class SimulatedMoves {
    private static final int STEPS = 10;

    private final SimulatedVms vms;
    private final Function<HostId, Optional<SimulatedHost>> neighbours;
    private final SimulatedTime time;
    private final SimulatedTimes times;
    private final Map<VmId, Move> moves = new ConcurrentHashMap<>();

    /** @param neighbours the hosts that can be reached from here now */
    SimulatedMoves(
            SimulatedVms vms,
            Function<HostId, Optional<SimulatedHost>> neighbours,
            SimulatedTime time,
            SimulatedTimes times) {
        this.vms = vms;
        this.neighbours = neighbours;
        this.time = time;
        this.times = times;
    }

    private record Move(MigrateVm command, SimulatedVm vm, AtomicBoolean decided, CompletableFuture<Outcome> end) {
        void fail(String why) {
            if (decided.compareAndSet(false, true)) {
                end.complete(new Outcome.Failed(why));
            }
        }
    }

    /** Blocks until the move is decided. */
    Outcome move(MigrateVm command, Passing passing) {
        return vms.running(command.vm(), vm -> {
            var move = new Move(command, vm, new AtomicBoolean(), new CompletableFuture<>());
            if (moves.putIfAbsent(command.vm(), move) != null) {
                return new Outcome.Refused(Reason.BUSY, "the VM " + command.vm() + " is being moved already");
            }
            try {
                var whole = passing.fate().of(duration(vm, command.limits()));
                step(move, whole.dividedBy(STEPS), 0);
                time.later(command.limits().deadline(), () -> move.fail("the move did not end within its deadline"));
                return move.end().join();
            } finally {
                moves.remove(command.vm(), move);
            }
        });
    }

    private Duration duration(SimulatedVm vm, MigrationLimits limits) {
        if (limits.bandwidthMiB() == 0) {
            return times.moving();
        }
        var copying = Duration.ofMillis(1000 * vm.spec().memoryMiB() / limits.bandwidthMiB());
        return copying.compareTo(times.moving()) > 0 ? copying : times.moving();
    }

    private void step(Move move, Duration each, int done) {
        if (move.decided().get()) {
            return;
        }
        var target = neighbours.apply(move.command().target().host());
        if (target.isEmpty()) {
            move.fail("the other host cannot be reached at "
                    + move.command().target().address() + ": see that its agent runs");
            return;
        }
        if (!move.vm().isOn()) {
            move.fail("the VM ended while it was being moved");
            return;
        }
        vms.tell(listener -> listener.progress(
                move.command().id(),
                100 * done / STEPS,
                "moving memory to " + move.command().target().address()));
        if (done < STEPS) {
            time.later(each, () -> step(move, each, done + 1));
        } else if (move.decided().compareAndSet(false, true)) {
            move.end().complete(handOver(move.vm(), target.get()));
        }
    }

    /** Off here, then on there: at no moment on both. */
    private Outcome handOver(SimulatedVm vm, SimulatedHost target) {
        var state = vm.state();
        var snapshots = vm.snapshots();
        var place = target.placeFor(state.spec());
        if (place.isEmpty()) {
            return new Outcome.Failed(
                    "the other host has no room: a VM of this id runs there, or all display ports are taken");
        }
        vms.leave(vm);
        target.settle(place.get(), state, snapshots);
        return new Outcome.Done();
    }

    Outcome cancel(VmId id) {
        var move = moves.get(id);
        if (move != null) {
            move.fail("the move was called off");
        }
        return new Outcome.Done();
    }
}
