package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.VmDisk.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The moves of a VM that is not where, or not as, its row has it. */
record Sighted(TendedVm it) {

    TendedVm arrived(HostId on, boolean paused, Instant now) {
        var taken = it.upkeep()
                .command()
                .filter(command -> command.kind() == InFlight.Kind.START_VM
                        && command.host().equals(on));
        if (taken.isPresent()) {
            return takenOver(on, now);
        }
        var state = paused ? new VmState.Paused(now, on) : new VmState.Up(now, on);
        var stayed = it.vm().state() instanceof VmState.MigratingFrom move
                && move.on().equals(on);
        var there = it.in(state).with(it.upkeep().idle().lastHost(on));
        return stayed ? there : there.settled().troubled(Optional.empty());
    }

    TendedVm unknown(Duration patience, Instant now) {
        var on = it.vm().host().orElseThrow(() -> it.illegal("lose its host"));
        var again = it.upkeep()
                .command()
                .filter(_ -> !it.upkeep().recycle())
                .flatMap(command -> Endings.wish(command.kind()))
                .map(kind -> new Errand(kind, Optional.empty(), now.plus(patience)));
        var next = it.upkeep().idle();
        return it.in(new VmState.Unknown(now, on, it.vm().state().peer()))
                .with(next.errand(next.errand().or(() -> again)));
    }

    TendedVm gone(Duration young, Instant now) {
        var on = it.vm().host().orElseThrow(() -> it.illegal("be gone"));
        var unused = (!it.held() || autoStarts())
                && !it.upkeep().recycle()
                && switch (it.vm().state()) {
                    case VmState.PoweringUp _ -> true;
                    case VmState.Up up -> now.isBefore(up.since().plus(young));
                    case VmState.Down _,
                            VmState.ImageLocked _,
                            VmState.Suspended _,
                            VmState.WaitForLaunch _,
                            VmState.RestoringState _,
                            VmState.RebootInProgress _,
                            VmState.PoweringDown _,
                            VmState.SavingState _,
                            VmState.Paused _,
                            VmState.MigratingFrom _,
                            VmState.MigratingTo _,
                            VmState.Unknown _,
                            VmState.NotResponding _ -> false;
                };
        // Nobody has stopped it: one that starts by itself is started again, after a pause when it ends right away.
        var ended = it.with(it.upkeep().idle().errand(Optional.empty()))
                .with(it.outfit().off());
        // The host may still hold the definition of a VM that was shut down from inside; Destroy makes it forget.
        var next = it.vm().stateless()
                ? ended.endUse().mustClear().in(new VmState.PoweringDown(now, on))
                : ended.with(ended.upkeep().wanted(autoStarts()).recycle(false)).down(now);
        return unused ? next.failed("it stopped by itself right after its start", now) : next.settled();
    }

    TendedVm endedUnheard(Instant now) {
        it.require(it.vm().host().isPresent() && it.held(), "end unheard");
        var kept = it.vm().stateless()
                ? it.upkeep().disk().as(Use.KEPT)
                : it.upkeep().disk();
        return it.with(it.upkeep()
                        .idle()
                        .errand(Optional.empty())
                        .wanted(!it.upkeep().deleting())
                        .disk(kept))
                .with(it.outfit().off())
                .down(now)
                .settled();
    }

    TendedVm recovered(Instant now) {
        it.require(it.vm().host().isPresent(), "be recovered");
        var stays = it.held() && !it.toBeOff() && !it.upkeep().deleting();
        if (stays && it.outfit().care().continuity().highlyAvailable()) {
            var down = endedUnheard(now);
            return down.with(down.upkeep().setback(Setback.lost(now)));
        }
        if (stays && it.vm().assignedTo().isPresent()) {
            return endedUnheard(now);
        }
        var ended = it.with(it.upkeep().idle().errand(Optional.empty()))
                .with(it.outfit().off());
        var next = it.vm().stateless()
                ? ended.endUse().mustClear()
                : ended.with(ended.upkeep().wanted(autoStarts()).recycle(false));
        return next.down(now).settled();
    }

    /** It was started elsewhere while its host did not answer. */
    TendedVm takenOver(HostId on, Instant now) {
        var next = it.upkeep().idle().lastHost(on).launched(Optional.of(now)).consoles(List.of());
        return it.in(new VmState.PoweringUp(now, on))
                .with(next.setback(Setback.NONE))
                .with(it.outfit().takenOver(NextRun.of(it)))
                .troubled(Optional.empty());
    }

    TendedVm adopted(HostId on, Instant now) {
        it.require(
                (it.vm().state() instanceof VmState.Down || it.vm().state() instanceof VmState.Suspended) && !it.busy(),
                "be adopted");
        var used = it.upkeep().disk(it.upkeep().disk().as(Use.USED)).defined(true);
        var adopted = it.in(new VmState.PoweringUp(now, on)).with(used);
        return it.held() && !it.upkeep().deleting() ? adopted : adopted.mustClear();
    }

    private boolean autoStarts() {
        return it.outfit().care().autoStart() && it.upkeep().wanted();
    }
}
