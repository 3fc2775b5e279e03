package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.VmDisk.Use;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The moves of a VM whose command has ended, or has not ended in time. */
record Ended(TendedVm it) {
    private static final String NOT_TAKEN_OVER =
            "its host does not answer, and it could not be started elsewhere; if that host is off, say that it was"
                    + " rebooted: ";

    TendedVm by(Outcome outcome, DiskId fresh, Instant now) {
        var command = it.upkeep().command().orElseThrow(() -> it.illegal("end a command"));
        var free = it.with(it.upkeep().idle());
        var on = command.host();
        var failure = Endings.failure(command.kind(), outcome);
        if (it.state() instanceof VmState.Unknown lost && command.kind() == InFlight.Kind.START_VM) {
            return failure.isEmpty()
                    ? new Sighted(free).takenOver(on, now)
                    : free.in(new VmState.Unknown(now, lost.on(), Optional.empty()))
                            .failed(failure.get(), now)
                            .troubled(Optional.of(NOT_TAKEN_OVER + failure.get()));
        }
        return failure.isEmpty()
                ? of(free).done(command, fresh, now)
                : switch (command.kind()) {
                    case CREATE_DISK, COPY_DISK -> of(free).tended(now).failed(failure.get(), now);
                    case DELETE_DISK ->
                        command.subject().isPresent()
                                ? of(free).tended(now).failed(failure.get(), now)
                                : of(free).stillInUse(outcome, on, now).failed(failure.get(), now);
                    case START_VM -> of(free).neverRan(now).failed(failure.get(), now);
                    case SHUTDOWN_VM, POWER_OFF_VM, DESTROY_VM -> free.failed(failure.get(), now);
                    case ATTACH_DISK, DETACH_DISK, ATTACH_NIC, DETACH_NIC, CHANGE_CD, DELETE_SNAPSHOT ->
                        of(free).tended(now).failed(failure.get(), now).troubled(failure);
                    case CREATE_SNAPSHOT -> of(free).spoiled(command, now).troubled(failure);
                    case REVERT_SNAPSHOT -> free.down(now).troubled(failure);
                    case REBOOT_VM, RESET_VM, SUSPEND_VM ->
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
        if (it.state() instanceof VmState.Unknown lost && command.kind() == InFlight.Kind.START_VM) {
            // It may come up there yet: until one of the two hosts shows it, or both are known not to have it, it is on
            // either.
            return free.in(new VmState.Unknown(now, lost.on(), Optional.of(on)))
                    .failed(late, now)
                    .troubled(Optional.of(NOT_TAKEN_OVER + late));
        }
        return switch (command.kind()) {
            case CREATE_DISK, COPY_DISK, DELETE_DISK -> of(free).tended(now).failed(late, now);
            case ATTACH_DISK, DETACH_DISK, ATTACH_NIC, DETACH_NIC, CHANGE_CD, DELETE_SNAPSHOT ->
                of(free).tended(now).failed(late, now).troubled(Optional.of(late));
            case CREATE_SNAPSHOT -> of(free).spoiled(command, now).troubled(Optional.of(late));
            case REVERT_SNAPSHOT -> free.down(now).troubled(Optional.of(late));
            // It may have come up unseen: it is destroyed before anything else. Its user keeps what a kept disk holds.
            case START_VM -> {
                var off = free.poweringDown(on, now);
                yield (it.held() && !it.upkeep().recycle() ? off.mustStop(now) : off.mustClear()).failed(late, now);
            }
            case SHUTDOWN_VM, POWER_OFF_VM, DESTROY_VM -> free.failed(late, now).in(new VmState.PoweringDown(now, on));
            case REBOOT_VM, RESET_VM, SUSPEND_VM ->
                free.in(new VmState.Up(now, on)).troubled(Optional.of(late));
            case PAUSE_VM, RESUME_VM, LOCK_GUEST, LOG_OUT_GUEST -> free.troubled(Optional.of(late));
            case MIGRATE_VM, CANCEL_MIGRATION ->
                throw it.illegal("give a move up: it is called off until that is done");
        };
    }

    private static Ended of(TendedVm free) {
        return new Ended(free);
    }

    private TendedVm done(InFlight command, DiskId fresh, Instant now) {
        var on = command.host();
        return switch (command.kind()) {
            case CREATE_DISK, COPY_DISK ->
                command.subject()
                        .map(id -> worked(it.outfit().disk(new DiskId(id), DataDisk::asMade), now))
                        .orElseGet(() -> diskMade(now));
            case DELETE_DISK ->
                command.subject()
                        .map(id -> worked(it.outfit().without(new DiskId(id)), now))
                        .orElseGet(() -> diskGone(fresh, now));
            case ATTACH_DISK -> worked(it.outfit().disk(disk(command), disk -> disk.plugged(true)), now);
            case DETACH_DISK ->
                worked(it.outfit().disk(disk(command), disk -> disk.plugged(false)), now)
                        .shed();
            case ATTACH_NIC -> worked(it.outfit().nic(nic(command), nic -> nic.plugged(true)), now);
            case DETACH_NIC ->
                worked(it.outfit().nic(nic(command), nic -> nic.plugged(false)), now)
                        .shed();
            case CHANGE_CD -> worked(it.outfit().runsWith(NextRun.withCd(it)), now);
            case CREATE_SNAPSHOT -> snapshotMade(command, now);
            case DELETE_SNAPSHOT -> worked(it.outfit().without(snapshot(command)), now);
            case REVERT_SNAPSHOT -> reverted(command, now);
            case START_VM ->
                it.in(new VmState.PoweringUp(now, on))
                        .with(it.upkeep().setback(it.upkeep().setback().found()));
            case REBOOT_VM, RESET_VM -> it.in(new VmState.PoweringUp(now, on));
            case SHUTDOWN_VM, POWER_OFF_VM, DESTROY_VM -> poweredOff(command.kind() == InFlight.Kind.DESTROY_VM, now);
            case PAUSE_VM -> it.in(new VmState.Paused(now, on));
            case RESUME_VM -> it.in(new VmState.Up(now, on)).troubled(Optional.empty());
            case SUSPEND_VM -> it.suspended(now);
            case LOCK_GUEST, LOG_OUT_GUEST -> it.troubled(Optional.empty());
            case MIGRATE_VM -> moved(now);
            case CANCEL_MIGRATION -> stayed(now);
        };
    }

    /** Work on a disk, a card or a snapshot has ended, well or not: off it is Down again, else it stands as it stood. */
    private TendedVm tended(Instant now) {
        return it.state() instanceof VmState.ImageLocked ? it.down(now) : it;
    }

    private TendedVm worked(Outfit next, Instant now) {
        return tended(now).with(next).settled().troubled(Optional.empty());
    }

    private TendedVm snapshotMade(InFlight command, Instant now) {
        var ran = !(it.state() instanceof VmState.ImageLocked);
        return worked(it.outfit().snapshot(snapshot(command), made -> made.made(ran)), now);
    }

    /** What may be left of a snapshot that could not be made is deleted. */
    private TendedVm spoiled(InFlight command, Instant now) {
        return tended(now).with(it.outfit().snapshot(snapshot(command), made -> made.as(Snapshot.Stage.UNWANTED)));
    }

    /** With its memory it runs again, as it did; else it is off. */
    private TendedVm reverted(InFlight command, Instant now) {
        var ran =
                it.outfit().snapshot(snapshot(command)).filter(Snapshot::memory).isPresent();
        if (!ran) {
            return it.down(now).settled().troubled(Optional.empty());
        }
        var running =
                it.upkeep().disk(it.upkeep().disk().as(Use.USED)).wanted(true).lastHost(command.host());
        return it.in(new VmState.PoweringUp(now, command.host()))
                .with(running)
                .with(it.outfit().launched(NextRun.of(it)));
    }

    private static DiskId disk(InFlight command) {
        return new DiskId(command.subject().orElseThrow());
    }

    private static NicId nic(InFlight command) {
        return new NicId(command.subject().orElseThrow());
    }

    private static SnapshotId snapshot(InFlight command) {
        return new SnapshotId(command.subject().orElseThrow());
    }

    private TendedVm diskMade(Instant now) {
        var clean = it.upkeep().disk(it.upkeep().disk().as(Use.CLEAN));
        var made = it.down(now).with(clean.recycle(false).diskMade(now));
        // A start that was tried since the last success keeps its count; else only disks have failed, and that is over.
        return it.upkeep().launched().isPresent() ? made : made.settled().troubled(Optional.empty());
    }

    private TendedVm diskGone(DiskId fresh, Instant now) {
        return it.down(now)
                .with(it.upkeep().disk(it.upkeep().disk().successor(fresh)).recycle(false));
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
        boolean fresh = it.vm().stateless()
                && it.upkeep().disk().use() != Use.KEPT
                && !it.upkeep().recycle();
        var disk = fresh ? it.upkeep().disk().as(Use.CLEAN) : it.upkeep().disk();
        return it.down(now)
                .with(it.upkeep().disk(disk).recycle(false))
                .with(it.outfit().unplugged());
    }

    private TendedVm poweredOff(boolean forgotten, Instant now) {
        var next = it.upkeep()
                .defined(it.upkeep().defined() && !forgotten)
                .recycle(it.upkeep().recycle() && it.vm().stateless());
        return it.down(now).with(next.consoles(List.of())).with(it.outfit().off());
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
