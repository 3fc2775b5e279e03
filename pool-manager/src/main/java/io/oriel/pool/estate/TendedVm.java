package io.oriel.pool.estate;

import io.oriel.host.api.Console;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.VmDisk.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A VM with its upkeep, and the moves of its state machine (drawn at {@link VmState}).
 *
 * <p>Each move gives the VM as it will be; the version stays the one the move is based on, so that the write can be
 * refused when somebody else came first. A move from a state that does not allow it is an {@link
 * IllegalStateException}: the reconcilers never ask for one.
 */
public record TendedVm(Vm vm, Upkeep upkeep, Outfit outfit) {

    public VmState state() {
        return vm.state();
    }

    /** Whether a command's end is awaited. */
    public boolean busy() {
        return upkeep.command().isPresent();
    }

    /** Whether it was asked for, or is needed, that it does not run. */
    public boolean toBeOff() {
        var asked = upkeep.errand()
                .filter(it -> it.kind() == Errand.Kind.SHUTDOWN || it.kind() == Errand.Kind.STOP)
                .isPresent();
        return upkeep.recycle() || (asked && !upkeep.wanted());
    }

    /** Whether somebody stands behind it: the person who holds it, or, outside of pools, the admin who made it. */
    public boolean held() {
        return vm.assignedTo().isPresent() || vm.pool().isEmpty();
    }

    /** Whether it runs, or is being started, for whoever comes next. */
    public boolean inReserve() {
        return !held()
                && !upkeep.recycle()
                && !upkeep.deleting()
                && switch (vm.state()) {
                    case VmState.WaitForLaunch _,
                            VmState.PoweringUp _,
                            VmState.Up _,
                            VmState.Paused _,
                            VmState.RebootInProgress _,
                            VmState.MigratingFrom _,
                            VmState.MigratingTo _ -> true;
                    case VmState.Down _,
                            VmState.ImageLocked _,
                            VmState.Suspended _,
                            VmState.RestoringState _,
                            VmState.SavingState _,
                            VmState.PoweringDown _,
                            VmState.Unknown _,
                            VmState.NotResponding _ -> false;
                };
    }

    /** The storage domains of all that it needs to run: its disks, and the CD in its drive. */
    public Stream<StorageDomainId> storages() {
        return Stream.of(
                        Stream.of(upkeep.disk().storage()),
                        outfit.disks().stream().map(DataDisk::storage),
                        outfit.next().cdrom().stream().map(Iso::storage))
                .flatMap(each -> each)
                .distinct();
    }

    // Commands: written down first, sent afterwards.

    /** Its disk is made or deleted by this command. */
    public TendedVm lockImage(InFlight command, Instant now) {
        require(vm.state() instanceof VmState.Down && !busy(), "lock its image");
        return in(new VmState.ImageLocked(now)).with(upkeep.command(command));
    }

    /** It is started by this command, or goes on from its saved memory. */
    public TendedVm launch(InFlight command, Instant now) {
        var saved = vm.state() instanceof VmState.Suspended;
        require(
                (saved || vm.state() instanceof VmState.Down)
                        && !busy()
                        && upkeep.disk().use() != Use.MISSING,
                "launch with disk " + upkeep.disk().use());
        var next = upkeep.command(command)
                .disk(
                        upkeep.disk().use() == Use.KEPT
                                ? upkeep.disk()
                                : upkeep.disk().as(Use.USED))
                .lastHost(command.host())
                .launched(Optional.of(now));
        var calm = upkeep.setback().failures() < Setback.TROUBLE ? Optional.<String>empty() : vm.trouble();
        var state = saved
                ? new VmState.RestoringState(now, command.host())
                : new VmState.WaitForLaunch(now, command.host());
        return in(state)
                .with(next)
                .with(saved ? outfit : outfit.launched(NextRun.of(this)))
                .troubled(calm);
    }

    /** It is shut down or destroyed by this command; its saved memory, or what a host still holds of it, is thrown away. */
    public TendedVm powerDown(InFlight command, Instant now) {
        var forgotten = vm.state() instanceof VmState.Down && upkeep.deleting();
        require(
                (vm.host().isPresent() || forgotten || vm.state() instanceof VmState.Suspended) && !busy(),
                "power down");
        return in(new VmState.PoweringDown(now, command.host())).with(upkeep.command(command));
    }

    /**
     * It is started elsewhere by this command although nobody knows whether it still runs where it was: the locks of its
     * disks let it run only once.
     */
    public TendedVm takeOver(InFlight command, Instant now) {
        require(
                vm.state() instanceof VmState.Unknown lost && lost.perhaps().isEmpty() && !busy(),
                "be started elsewhere");
        var was = vm.host().orElseThrow();
        return in(new VmState.Unknown(now, was, Optional.of(command.host()))).with(upkeep.command(command));
    }

    /** Its guest is restarted by this command. */
    public TendedVm reboot(InFlight command, Instant now) {
        require(runs() && !busy(), "reboot");
        return in(new VmState.RebootInProgress(now, command.host())).with(upkeep.command(command));
    }

    /** It is paused, or goes on, by this command; until that is seen it stands as it stood. */
    public TendedVm still(InFlight command) {
        require(runs() && !busy(), "be paused or go on");
        return with(upkeep.command(command));
    }

    /** Its guest is locked, or its people logged out, by this command; it stands as it stood. */
    public TendedVm close(InFlight command) {
        require(vm.state() instanceof VmState.Up && !busy(), "be locked or logged out of");
        return with(upkeep.command(command));
    }

    /** Its memory is written to disk by this command. */
    public TendedVm save(InFlight command, Instant now) {
        require(runs() && !busy(), "be suspended");
        return in(new VmState.SavingState(now, command.host())).with(upkeep.command(command));
    }

    /** It is moved by this command, which its present host carries out. */
    public TendedVm migrate(InFlight command, HostId to, Instant now) {
        require(vm.state().migratable() && !busy() && !command.host().equals(to), "move");
        return in(new VmState.MigratingFrom(now, command.host(), to)).with(upkeep.command(command));
    }

    /** Its move is called off by this command, in place of the one that is moving it. */
    public TendedVm callOff(InFlight command) {
        require(vm.state() instanceof VmState.MigratingFrom, "call its move off");
        return with(upkeep.command(command));
    }

    /** One of its disks, cards or snapshots, or its CD, is worked on by this command. Off, its images are locked. */
    public TendedVm tend(InFlight command, Instant now) {
        var down = vm.state() instanceof VmState.Down;
        require((down || runs()) && !busy(), "be tended");
        return (down ? in(new VmState.ImageLocked(now)) : this).with(upkeep.command(command));
    }

    /** A snapshot that could not be begun in time is wanted no more. */
    public TendedVm withoutSnapshot(SnapshotId id, String why) {
        return with(outfit.without(id)).troubled(Optional.of(why));
    }

    /** What is to leave it and is not plugged has left it. */
    public TendedVm shed() {
        var next = outfit;
        for (var disk : outfit.disks()) {
            if (!disk.plugged() && disk.fate().equals(Optional.of(DataDisk.Fate.DETACH))) {
                next = next.without(disk.id());
            }
        }
        for (var nic : outfit.nics()) {
            if (!nic.plugged() && nic.leaving()) {
                next = next.without(nic.id());
            }
        }
        return with(next);
    }

    /** Its command is sent once more and asked after again at {@code next}. */
    public TendedVm sendAgain(Instant next) {
        var command = upkeep.command().orElseThrow(() -> illegal("send a command again"));
        return with(upkeep.command(command.again(next)).errand(upkeep.errand()));
    }

    /** What was asked for could not be begun. */
    public TendedVm giveUp(String why) {
        return with(upkeep.errand(Optional.empty())).troubled(Optional.of(why));
    }

    // How commands end.

    /**
     * Its command has ended.
     *
     * @param fresh the id of the next disk, should this one be gone
     */
    public TendedVm ended(Outcome outcome, DiskId fresh, Instant now) {
        return new Ended(this).by(outcome, fresh, now);
    }

    /** Its command has not ended in time. What it was to do is done again by a new command, after a pause. */
    public TendedVm overdue(Instant now) {
        return new Ended(this).late(now);
    }

    // What a host's report shows.

    /** It is seen to run, not yet with a guest agent. */
    public TendedVm poweringUp(HostId on, Instant now) {
        return in(new VmState.PoweringUp(now, on)).launchSeen();
    }

    /** It is seen to run, and people can work on it. */
    public TendedVm up(HostId on, Instant now) {
        return in(new VmState.Up(now, on))
                .with(upkeep.launched(Optional.empty()))
                .launchSeen()
                .troubled(Optional.empty());
    }

    /** A move has ended, and this host is the one that has it. What was said of a move that failed stays to be read. */
    public TendedVm arrived(HostId on, boolean paused, Instant now) {
        return new Sighted(this).arrived(on, paused, now);
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

    /**
     * Its host does not answer. What came of a command on its way there, the host's report will tell; what somebody
     * asked for by it, and can be done twice without harm, is asked for again.
     *
     * @param patience how long that waits to begin
     */
    public TendedVm unknown(Duration patience, Instant now) {
        return new Sighted(this).unknown(patience, now);
    }

    /** It is seen to be off, with its memory on disk. */
    public TendedVm suspended(Instant now) {
        var left = upkeep.errand().filter(it -> it.kind() != Errand.Kind.SUSPEND);
        return in(new VmState.Suspended(now))
                .with(upkeep.idle()
                        .errand(left)
                        .wanted(false)
                        .consoles(List.of())
                        .launched(Optional.empty()));
    }

    /**
     * It ran as far as we knew, and does not run. A stateless one is no longer its user's and is recycled; another one
     * stays theirs, and stays down until they want it.
     *
     * @param young how long after its start an end counts as a failed start, when nobody used it
     */
    public TendedVm gone(Duration young, Instant now) {
        return new Sighted(this).gone(young, now);
    }

    /**
     * It ended with its host while nobody listened. It stays its user's, with its disk as it is, and is still wanted:
     * it is started again.
     */
    public TendedVm endedUnheard(Instant now) {
        return new Sighted(this).endedUnheard(now);
    }

    /** It runs although it should be down: it is taken as it is. Without a user it may hold another's data, and is cleared. */
    public TendedVm adopted(HostId on, Instant now) {
        return new Sighted(this).adopted(on, now);
    }

    /**
     * Its host is known to run nothing any more. A highly available one, and a desktop that somebody holds, is still
     * wanted, and started wherever there is room; another one stays down until somebody wants it.
     */
    public TendedVm recovered(Instant now) {
        return new Sighted(this).recovered(now);
    }

    /** Whether it was lost with its host, and is not back yet. */
    public boolean missing() {
        return upkeep.setback().lost().isPresent() && upkeep.wanted() && !upkeep.deleting();
    }

    /** Its displays are seen there. */
    public TendedVm showing(List<Console> consoles) {
        return with(upkeep.consoles(consoles));
    }

    /** Nobody holds it and it is in the way: it is powered off, and another one is started in its place. */
    public TendedVm unneeded() {
        require(!held(), "be unneeded");
        return mustClear();
    }

    /** It goes on being down until somebody wants it. */
    public TendedVm unwanted() {
        return with(upkeep.wanted(false));
    }

    /** It is taken from whoever holds it; what runs is powered off before anybody else gets it. */
    public TendedVm takenBack() {
        require(vm.assignedTo().isPresent(), "be taken back");
        var on = vm.host().isPresent() || vm.state() instanceof VmState.Suspended;
        var next = upkeep.wanted(false)
                .recycle(upkeep.recycle() || on)
                .disk(upkeep.disk().abandoned());
        return new TendedVm(vm.free(), next, outfit);
    }

    /** It has so many processors and so much memory from its next start on. */
    public TendedVm sized(int vcpus, long memoryMiB) {
        require(vm.state() instanceof VmState.Down, "be given other processors or memory");
        return new TendedVm(vm.sized(vcpus, memoryMiB), upkeep, outfit);
    }

    /** Its next disk is a clone of this template. */
    public TendedVm madeOf(Template template) {
        require(
                vm.state() instanceof VmState.Down && upkeep.disk().use() == Use.MISSING,
                "be made of another template");
        return with(upkeep.build(upkeep.build().of(template.id()))
                .disk(new VmDisk(upkeep.disk().id(), template.storage(), Use.MISSING)));
    }

    /** No host has room for it. */
    public TendedVm unplaced(String why, Instant tryAgain) {
        return with(upkeep.setback(upkeep.setback().pause(tryAgain))).troubled(Optional.of(why));
    }

    // Parts of moves.

    TendedVm endUse() {
        return vm.stateless()
                ? new TendedVm(
                        vm.free(), upkeep.wanted(false).disk(upkeep.disk().abandoned()), outfit)
                : this;
    }

    TendedVm mustClear() {
        return with(upkeep.recycle(true));
    }

    /** Powered off, whatever its host says of it, and started again if it is wanted; its disk stays. */
    TendedVm mustStop(Instant now) {
        var patience = now.plus(Duration.ofDays(3650));
        return with(upkeep.errand(Optional.of(new Errand(Errand.Kind.STOP, Optional.empty(), patience))));
    }

    /** Whether it is Down, and nothing is about to change that. */
    public boolean resting() {
        return vm.state() instanceof VmState.Down && !busy() && !upkeep.wanted() && !upkeep.deleting();
    }

    /** Whether its guest runs, or stands still and can go on. */
    public boolean runs() {
        return switch (vm.state()) {
            case VmState.Up _, VmState.PoweringUp _, VmState.Paused _, VmState.RebootInProgress _ -> true;
            case VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> false;
        };
    }

    /** A launch whose effect can be seen needs no outcome; and what is seen is not missing. */
    private TendedVm launchSeen() {
        var launching = upkeep.command().filter(c -> c.kind() == InFlight.Kind.START_VM);
        var found = upkeep.setback(upkeep.setback().found());
        return with(launching.isPresent() ? found.idle() : found);
    }

    TendedVm failed(String why, Instant now) {
        var setback = upkeep.setback().more(now);
        var next = with(upkeep.setback(setback));
        return setback.failures() < Setback.TROUBLE ? next : next.troubled(Optional.of(why));
    }

    TendedVm settled() {
        return with(upkeep.setback(upkeep.setback().calm()));
    }

    TendedVm down(Instant now) {
        return in(new VmState.Down(now)).with(upkeep.consoles(List.of()));
    }

    TendedVm in(VmState next) {
        return new TendedVm(vm.in(next), upkeep, outfit);
    }

    TendedVm troubled(Optional<String> trouble) {
        return new TendedVm(vm.troubled(trouble), upkeep, outfit);
    }

    TendedVm with(Upkeep next) {
        return new TendedVm(vm, next, outfit);
    }

    TendedVm with(Outfit next) {
        return new TendedVm(vm, upkeep, next);
    }

    void require(boolean allowed, String move) {
        if (!allowed) {
            throw illegal(move);
        }
    }

    IllegalStateException illegal(String move) {
        return new IllegalStateException(
                "vm " + vm.id() + " cannot " + move + " in " + vm.state().word() + (busy() ? " with a command" : ""));
    }
}
