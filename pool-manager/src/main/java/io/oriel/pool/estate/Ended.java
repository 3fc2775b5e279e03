package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.VmDisk.Use;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The moves of a VM whose command has ended, or has not ended in time. */
record Ended(TendedVm it) {

    TendedVm by(Outcome outcome, DiskId fresh, Instant now) {
        var command = it.upkeep().command().orElseThrow(() -> it.illegal("end a command"));
        var free = it.with(it.upkeep().idle());
        var on = command.host();
        var failure = Endings.failure(command.kind(), outcome);
        return failure.isEmpty()
                ? of(free).done(command, fresh, now)
                : switch (command.kind()) {
                    case CREATE_DISK -> free.down(now).failed(failure.get(), now);
                    case DELETE_DISK -> of(free).stillInUse(outcome, on, now).failed(failure.get(), now);
                    case START_VM -> of(free).neverRan(now).failed(failure.get(), now);
                    case SHUTDOWN_VM, DESTROY_VM -> free.failed(failure.get(), now);
                    case REBOOT_VM, SUSPEND_VM ->
                        free.in(new VmState.Up(now, on)).troubled(failure);
                    case PAUSE_VM, RESUME_VM, LOCK_GUEST, LOG_OUT_GUEST -> free.troubled(failure);
                    case MIGRATE_VM ->
                        of(free).stayed(now).failed(failure.get(), now).troubled(failure);
                    case CANCEL_MIGRATION -> of(free).stayed(now).troubled(failure);
                };
    }

    TendedVm late(Instant now) {
        var command = it.upkeep().command().orElseThrow(() -> it.illegal("give a command up"));
        var free = it.with(it.upkeep().idle());
        var on = command.host();
        var late = Endings.late(command.kind());
        return switch (command.kind()) {
            case CREATE_DISK, DELETE_DISK -> free.down(now).failed(late, now);
            // It may have come up unseen: it is destroyed before anything else. Its user keeps what a kept disk holds.
            case START_VM -> {
                var off = free.poweringDown(on, now);
                yield (it.held() && !it.upkeep().recycle() ? off.mustStop(now) : off.mustClear()).failed(late, now);
            }
            case SHUTDOWN_VM, DESTROY_VM -> free.failed(late, now).in(new VmState.PoweringDown(now, on));
            case REBOOT_VM, SUSPEND_VM -> free.in(new VmState.Up(now, on)).troubled(Optional.of(late));
            case PAUSE_VM, RESUME_VM, LOCK_GUEST, LOG_OUT_GUEST -> free.troubled(Optional.of(late));
            case MIGRATE_VM, CANCEL_MIGRATION -> throw it.illegal("give a move up: it is called off until that is done");
        };
    }

    private static Ended of(TendedVm free) {
        return new Ended(free);
    }

    private TendedVm done(InFlight command, DiskId fresh, Instant now) {
        var on = command.host();
        return switch (command.kind()) {
            case CREATE_DISK -> diskMade(now);
            case DELETE_DISK -> diskGone(fresh, now);
            case START_VM, REBOOT_VM -> it.in(new VmState.PoweringUp(now, on));
            case SHUTDOWN_VM, DESTROY_VM -> poweredOff(command.kind() == InFlight.Kind.DESTROY_VM, now);
            case PAUSE_VM -> it.in(new VmState.Paused(now, on));
            case RESUME_VM -> it.in(new VmState.Up(now, on)).troubled(Optional.empty());
            case SUSPEND_VM -> it.suspended(now);
            case LOCK_GUEST, LOG_OUT_GUEST -> it.troubled(Optional.empty());
            case MIGRATE_VM -> moved(now);
            case CANCEL_MIGRATION -> stayed(now);
        };
    }

    private TendedVm diskMade(Instant now) {
        var clean = it.upkeep().disk(it.upkeep().disk().as(Use.CLEAN));
        var made = it.down(now).with(clean.recycle(false).diskMade(now));
        // A start that was tried since the last success keeps its count; else only disks have failed, and that is over.
        return it.upkeep().launched().isPresent() ? made : made.settled().troubled(Optional.empty());
    }

    private TendedVm diskGone(DiskId fresh, Instant now) {
        return it.down(now).with(it.upkeep().disk(it.upkeep().disk().successor(fresh)).recycle(false));
    }

    private TendedVm stillInUse(Outcome outcome, HostId on, Instant now) {
        return outcome instanceof Outcome.Refused refused && refused.reason() == Outcome.Reason.BUSY
                ? it.in(new VmState.PoweringDown(now, on)).mustClear()
                : it.down(now);
    }

    private TendedVm neverRan(Instant now) {
        if (it.vm().state() instanceof VmState.RestoringState) {
            // Its memory is still on that host's disk: started elsewhere, it would meet it again later.
            return it.in(new VmState.Suspended(now));
        }
        // Given back on its way up, its disk may hold what its user had kept.
        boolean fresh = it.vm().stateless() && it.upkeep().disk().use() != Use.KEPT && !it.upkeep().recycle();
        var disk = fresh ? it.upkeep().disk().as(Use.CLEAN) : it.upkeep().disk();
        return it.down(now).with(it.upkeep().disk(disk).recycle(false));
    }

    private TendedVm poweredOff(boolean forgotten, Instant now) {
        var next = it.upkeep().defined(it.upkeep().defined() && !forgotten).recycle(it.upkeep().recycle() && it.vm().stateless());
        return it.down(now).with(next.consoles(List.of()));
    }

    private VmState.MigratingFrom moving() {
        if (it.vm().state() instanceof VmState.MigratingFrom move) {
            return move;
        }
        throw it.illegal("end a move");
    }

    private TendedVm moved(Instant now) {
        var move = moving();
        return it.in(new VmState.MigratingTo(now, move.to(), move.on()))
                .with(it.upkeep().lastHost(move.to()).consoles(List.of()));
    }

    /** The move has ended; where it is will be seen. */
    private TendedVm stayed(Instant now) {
        var move = moving();
        return it.in(new VmState.MigratingFrom(now, move.on(), move.to()));
    }
}
