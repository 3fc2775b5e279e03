package io.oriel.pool.estate;

import io.oriel.host.api.Console;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.VmDisk.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A VM with its upkeep, and the moves of its state machine (drawn at {@link VmState}).
 *
 * <p>Each move gives the VM as it will be; the version stays the one the move is based on, so that the write can be
 * refused when somebody else came first. A move from a state that does not allow it is an {@link
 * IllegalStateException}: the reconcilers never ask for one.
 */
public record TendedVm(Vm vm, Upkeep upkeep) {

    public VmState state() {
        return vm.state();
    }

    /** Whether a command's end is awaited. */
    public boolean busy() {
        return upkeep.command().isPresent();
    }

    /** Whether it runs, or is being started, for whoever comes next. */
    public boolean inReserve() {
        return vm.assignedTo().isEmpty()
                && !upkeep.recycle()
                && switch (vm.state()) {
                    case VmState.WaitForLaunch _, VmState.PoweringUp _, VmState.Up _, VmState.Paused _ -> true;
                    case VmState.Down _,
                            VmState.ImageLocked _,
                            VmState.PoweringDown _,
                            VmState.Unknown _,
                            VmState.NotResponding _ -> false;
                };
    }

    // Commands: written down first, sent afterwards.

    /** Its disk is made or deleted by this command. */
    public TendedVm lockImage(InFlight command, Instant now) {
        require(vm.state() instanceof VmState.Down && !busy(), "lock its image");
        return in(new VmState.ImageLocked(now)).with(upkeep.command(Optional.of(command)));
    }

    /** It is started by this command. */
    public TendedVm launch(InFlight command, Instant now) {
        require(
                vm.state() instanceof VmState.Down && !busy() && upkeep.disk().use() != Use.MISSING,
                "launch with disk " + upkeep.disk().use());
        var next = upkeep.command(Optional.of(command))
                .disk(
                        upkeep.disk().use() == Use.KEPT
                                ? upkeep.disk()
                                : upkeep.disk().as(Use.USED))
                .launched(command.host(), now);
        var calm = upkeep.setback().failures() < Setback.TROUBLE ? Optional.<String>empty() : vm.trouble();
        return in(new VmState.WaitForLaunch(now, command.host())).with(next).troubled(calm);
    }

    /** It is shut down or destroyed by this command. */
    public TendedVm powerDown(InFlight command, Instant now) {
        require(vm.host().isPresent() && !busy(), "power down");
        return in(new VmState.PoweringDown(now, command.host())).with(upkeep.command(Optional.of(command)));
    }

    /** Its command is sent once more and asked after again at {@code next}. */
    public TendedVm sendAgain(Instant next) {
        var command = upkeep.command().orElseThrow(() -> illegal("send a command again"));
        return with(upkeep.command(Optional.of(new InFlight(command.id(), command.kind(), command.host(), next))));
    }

    // How commands end.

    /**
     * Its command has ended.
     *
     * @param fresh the id of the next disk, should this one be gone
     */
    public TendedVm ended(Outcome outcome, DiskId fresh, Instant now) {
        var command = upkeep.command().orElseThrow(() -> illegal("end a command"));
        var free = with(upkeep.command(Optional.empty()));
        var failure = failure(command.kind(), outcome);
        return switch (command.kind()) {
            case CREATE_DISK ->
                failure.isEmpty() ? free.diskMade(now) : free.down(now).failed(failure.get(), now);
            case DELETE_DISK ->
                failure.isEmpty()
                        ? free.diskGone(fresh, now)
                        : free.stillInUse(outcome, command.host(), now).failed(failure.get(), now);
            case START_VM ->
                failure.isEmpty()
                        ? free.in(new VmState.PoweringUp(now, command.host()))
                        : free.neverRan(now).failed(failure.get(), now);
            case SHUTDOWN_VM, DESTROY_VM ->
                failure.isEmpty()
                        ? free.poweredOff(command.kind() == InFlight.Kind.DESTROY_VM, now)
                        : free.failed(failure.get(), now);
        };
    }

    /** Its command has not ended in time. What it was to do is done again by a new command, after a pause. */
    public TendedVm overdue(Instant now) {
        var command = upkeep.command().orElseThrow(() -> illegal("give a command up"));
        var free = with(upkeep.command(Optional.empty()));
        var late = "the host did not finish to " + word(command.kind()) + " in time";
        return switch (command.kind()) {
            case CREATE_DISK, DELETE_DISK -> free.down(now).failed(late, now);
            // It may have come up unseen: it is destroyed before anything else.
            case START_VM -> free.poweringDown(command.host(), now).mustClear().failed(late, now);
            case SHUTDOWN_VM, DESTROY_VM -> free.failed(late, now).in(new VmState.PoweringDown(now, command.host()));
        };
    }

    // What a host's report shows.

    /** It is seen to run, not yet with a guest agent. */
    public TendedVm poweringUp(HostId on, Instant now) {
        return in(new VmState.PoweringUp(now, on)).launchSeen();
    }

    /** It is seen to run, and people can work on it. */
    public TendedVm up(HostId on, Instant now) {
        return in(new VmState.Up(now, on)).with(upkeep.arrived()).launchSeen().troubled(Optional.empty());
    }

    /** It is seen to be paused. */
    public TendedVm paused(HostId on, Instant now) {
        return in(new VmState.Paused(now, on)).launchSeen();
    }

    /** It is seen to shut down. */
    public TendedVm poweringDown(HostId on, Instant now) {
        return in(new VmState.PoweringDown(now, on));
    }

    /** It is seen to have crashed: it is cleared away. */
    public TendedVm notResponding(HostId on, Instant now) {
        return in(new VmState.NotResponding(now, on)).endUse().mustClear();
    }

    /** Its host does not answer. A command on its way there is forgotten: the host's report will tell what came of it. */
    public TendedVm unknown(Instant now) {
        var on = vm.host().orElseThrow(() -> illegal("lose its host"));
        return in(new VmState.Unknown(now, on)).with(upkeep.command(Optional.empty()));
    }

    /**
     * It ran as far as we knew, and does not run. A stateless one is no longer its user's and is recycled; another one
     * stays theirs, and stays down until they want it.
     *
     * @param young how long after its start an end counts as a failed start, when nobody used it
     */
    public TendedVm gone(Duration young, Instant now) {
        var on = vm.host().orElseThrow(() -> illegal("be gone"));
        var unused = vm.assignedTo().isEmpty()
                && !upkeep.recycle()
                && switch (vm.state()) {
                    case VmState.PoweringUp _ -> true;
                    case VmState.Up it -> now.isBefore(it.since().plus(young));
                    case VmState.Down _,
                            VmState.ImageLocked _,
                            VmState.WaitForLaunch _,
                            VmState.PoweringDown _,
                            VmState.Paused _,
                            VmState.Unknown _,
                            VmState.NotResponding _ -> false;
                };
        var ended = with(upkeep.command(Optional.empty()));
        // The host may still hold the definition of a VM that was shut down from inside; Destroy makes it forget.
        var next = vm.stateless()
                ? ended.endUse().mustClear().in(new VmState.PoweringDown(now, on))
                : ended.with(ended.upkeep.wanted(false).recycle(false)).down(now);
        return unused ? next.failed("it stopped by itself right after its start", now) : next.settled();
    }

    /**
     * It ended with its host while nobody listened. It stays its user's, with its disk as it is, and is still wanted:
     * it is started again.
     */
    public TendedVm endedUnheard(Instant now) {
        require(vm.host().isPresent() && vm.assignedTo().isPresent(), "end unheard");
        var kept = vm.stateless() ? upkeep.disk().as(Use.KEPT) : upkeep.disk();
        return with(upkeep.command(Optional.empty()).wanted(true).disk(kept))
                .down(now)
                .settled();
    }

    /** It runs although it should be down: it is taken as it is. Without a user it may hold another's data, and is cleared. */
    public TendedVm adopted(HostId on, Instant now) {
        require(vm.state() instanceof VmState.Down && !busy(), "be adopted");
        var used = upkeep.disk(upkeep.disk().as(Use.USED)).defined(true);
        var adopted = in(new VmState.PoweringUp(now, on)).with(used);
        return vm.assignedTo().isEmpty() ? adopted.mustClear() : adopted;
    }

    /** Its displays are seen there. */
    public TendedVm showing(List<Console> consoles) {
        return with(upkeep.consoles(consoles));
    }

    /** No host has room for it. */
    public TendedVm unplaced(String why, Instant tryAgain) {
        return with(upkeep.setback(upkeep.setback().pause(tryAgain))).troubled(Optional.of(why));
    }

    // Parts of moves.

    private TendedVm diskMade(Instant now) {
        var made = down(now).with(upkeep.disk(upkeep.disk().as(Use.CLEAN)).recycle(false));
        // A start that was tried since the last success keeps its count; else only disks have failed, and that is over.
        return upkeep.launched().isPresent() ? made : made.settled().troubled(Optional.empty());
    }

    private TendedVm diskGone(DiskId fresh, Instant now) {
        return down(now).with(upkeep.disk(upkeep.disk().successor(fresh)).recycle(false));
    }

    private TendedVm stillInUse(Outcome outcome, HostId on, Instant now) {
        return outcome instanceof Outcome.Refused refused && refused.reason() == Outcome.Reason.BUSY
                ? in(new VmState.PoweringDown(now, on)).mustClear()
                : down(now);
    }

    private TendedVm neverRan(Instant now) {
        // Given back on its way up, its disk may hold what its user had kept.
        boolean fresh = vm.stateless() && upkeep.disk().use() != Use.KEPT && !upkeep.recycle();
        var disk = fresh ? upkeep.disk().as(Use.CLEAN) : upkeep.disk();
        return down(now).with(upkeep.disk(disk).recycle(false));
    }

    private TendedVm poweredOff(boolean forgotten, Instant now) {
        var next = upkeep.defined(upkeep.defined() && !forgotten).recycle(upkeep.recycle() && vm.stateless());
        return down(now).with(next.consoles(List.of()));
    }

    private TendedVm endUse() {
        return vm.stateless()
                ? new TendedVm(
                        vm.free(), upkeep.wanted(false).disk(upkeep.disk().abandoned()))
                : this;
    }

    private TendedVm mustClear() {
        return with(upkeep.recycle(true));
    }

    /** A launch whose effect can be seen needs no outcome. */
    private TendedVm launchSeen() {
        var launching = upkeep.command().filter(c -> c.kind() == InFlight.Kind.START_VM);
        return launching.isPresent() ? with(upkeep.command(Optional.empty())) : this;
    }

    private TendedVm failed(String why, Instant now) {
        var setback = upkeep.setback().more(now);
        var next = with(upkeep.setback(setback));
        return setback.failures() < Setback.TROUBLE ? next : next.troubled(Optional.of(why));
    }

    private TendedVm settled() {
        return with(upkeep.setback(Setback.NONE));
    }

    private TendedVm down(Instant now) {
        return in(new VmState.Down(now)).with(upkeep.consoles(List.of()));
    }

    private TendedVm in(VmState next) {
        return new TendedVm(vm.in(next), upkeep);
    }

    private TendedVm troubled(Optional<String> trouble) {
        return new TendedVm(vm.troubled(trouble), upkeep);
    }

    private TendedVm with(Upkeep next) {
        return new TendedVm(vm, next);
    }

    /** Why it did not work, for people; empty when it is as the command wanted. */
    private static Optional<String> failure(InFlight.Kind kind, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> Optional.empty();
            case Outcome.Refused(var reason, var message) ->
                reason == Outcome.Reason.NOT_FOUND && removes(kind)
                        ? Optional.empty()
                        : Optional.of("the host refused to " + word(kind) + ": " + message);
            case Outcome.Failed(var message) -> Optional.of("the host failed to " + word(kind) + ": " + message);
            case Outcome.Unsupported(var command) -> Optional.of("the host's agent does not know " + command);
        };
    }

    private static boolean removes(InFlight.Kind kind) {
        return switch (kind) {
            case DELETE_DISK, SHUTDOWN_VM, DESTROY_VM -> true;
            case CREATE_DISK, START_VM -> false;
        };
    }

    private static String word(InFlight.Kind kind) {
        return switch (kind) {
            case CREATE_DISK -> "make its disk";
            case DELETE_DISK -> "delete its disk";
            case START_VM -> "start it";
            case SHUTDOWN_VM -> "shut it down";
            case DESTROY_VM -> "power it off";
        };
    }

    private void require(boolean allowed, String move) {
        if (!allowed) {
            throw illegal(move);
        }
    }

    private IllegalStateException illegal(String move) {
        return new IllegalStateException(
                "vm " + vm.id() + " cannot " + move + " in " + vm.state().word() + (busy() ? " with a command" : ""));
    }
}
