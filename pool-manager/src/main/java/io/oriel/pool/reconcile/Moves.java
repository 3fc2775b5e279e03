package io.oriel.pool.reconcile;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Draws conclusions about VMs that move between two hosts, or were lost while they moved.
 *
 * <p>A VM runs on the host that says so; if both say so, on the one that was asked last, because its disks' locks let
 * it run only once. It has ended only when both hosts say that they do not have it.
 */
final class Moves {
    private final Timing timing;

    Moves(Timing timing) {
        this.timing = timing;
    }

    /** What one of the two hosts says, newer than the row. */
    private record Word(HostId host, Instant asked, VmPower power) {
        boolean alive() {
            return switch (power) {
                case RUNNING, SHUTTING_DOWN, CRASHED -> true;
                case PAUSED, OFF, SAVED -> false;
            };
        }
    }

    /** What the reports say about a VM that may be on either of two hosts, if that is new. */
    Optional<Action> of(TendedVm tended, HostId on, HostId peer, Estate estate, Instant now) {
        var here = word(tended, on, estate);
        var there = word(tended, peer, estate);
        var running =
                Stream.concat(here.stream(), there.stream()).filter(Word::alive).max(Comparator.comparing(Word::asked));
        if (running.isPresent()) {
            var host = running.get().host();
            // As long as the move goes on, its old host has it too.
            return tended.busy() && host.equals(on)
                    ? Optional.empty()
                    : mark(tended, tended.arrived(host, false, now), host, on);
        }
        if (tended.busy() || !(here.isPresent() && there.isPresent())) {
            return lost(tended, on, estate, now);
        }
        if (here.get().power() == VmPower.PAUSED) {
            return mark(tended, tended.arrived(on, true, now), on, on);
        }
        if (there.get().power() == VmPower.PAUSED) {
            return mark(tended, tended.arrived(peer, true, now), peer, on);
        }
        return Stream.of(on, peer)
                .flatMap(id -> estate.host(id).stream())
                .filter(Moves::dead)
                .findFirst()
                .<Action>map(host -> new Action.MarkVm(tended, tended.recovered(now), Recovery.why(tended, host)))
                .or(() -> Optional.of(new Action.MarkVm(
                        tended, tended.gone(timing.boot(), now), "neither of its hosts has it any more")));
    }

    private static boolean dead(Host host) {
        return host.state() instanceof HostState.Down;
    }

    private Optional<Action> lost(TendedVm tended, HostId on, Estate estate, Instant now) {
        var lost = estate.host(on)
                .filter(host -> host.state().lost() || dead(host))
                .isPresent();
        return lost && !(tended.state() instanceof VmState.Unknown)
                ? Optional.of(new Action.MarkVm(
                        tended, tended.unknown(timing.errand(), now), "its host does not answer while it moves"))
                : Optional.empty();
    }

    private static Optional<Word> word(TendedVm tended, HostId id, Estate estate) {
        var down = estate.host(id).filter(Moves::dead);
        if (down.isPresent()) {
            return Optional.of(new Word(id, down.get().state().since(), VmPower.OFF));
        }
        return estate.host(id)
                .filter(host -> host.state().believed())
                .flatMap(_ -> estate.seen(id))
                .filter(seen -> seen.knows(tended.state().since()))
                .map(seen -> new Word(id, seen.asked(), power(seen, tended)));
    }

    private static VmPower power(Seen seen, TendedVm tended) {
        return seen.vm(tended.vm().id())
                .filter(VmReport::ours)
                .map(VmReport::power)
                .orElse(VmPower.OFF);
    }

    private static Optional<Action> mark(TendedVm tended, TendedVm now, HostId host, HostId on) {
        boolean arrived = host.equals(on) == tended.state() instanceof VmState.MigratingTo;
        return Optional.of(new Action.MarkVm(tended, now, arrived ? "it has arrived" : "it is where it was"));
    }
}
