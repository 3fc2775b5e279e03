package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a VM stands. The names are oVirt's.
 *
 * <pre>
 *           CreateDisk, DeleteDisk          StartVm            seen running       guest agent, or 60 s
 *  ImageLocked ◀──────▶ Down ──────▶ WaitForLaunch ──────▶ PoweringUp ──────▶ Up ◀──▶ Paused
 *                        ▲  ▲              │ 120 s              │             │ ◀──▶ RebootInProgress
 *                        │  └── seen off ──┼────────────────────┴─────────────┤
 *                        └─── PoweringDown ◀───────────── Shutdown, Destroy ──┘
 *
 *  Up ── SuspendVm ──▶ SavingState ──▶ Suspended ── StartVm ──▶ RestoringState ──▶ PoweringUp
 *  Up on A ── MigrateVm ──▶ MigratingFrom A to B ── done ──▶ MigratingTo B from A ── seen on B ──▶ Up on B
 *                                 └── failed or called off: seen on A ──▶ Up on A
 *  any state on a host ── the host does not answer ──▶ Unknown ── the host answers again ──▶ as seen
 * </pre>
 */
public sealed interface VmState {

    /** Since when the VM is in this state. */
    Instant since();

    /** It does not run. */
    record Down(Instant since) implements VmState {}

    /** Its disk is being made or deleted. Ends by the command's outcome, or after 120 s as a failure. */
    record ImageLocked(Instant since) implements VmState {}

    /** It does not run, and its memory is on its last host's disk. */
    record Suspended(Instant since) implements VmState {}

    /** A host was told to start it. Ends by the outcome or when seen running; after 120 s it is destroyed. */
    record WaitForLaunch(Instant since, HostId on) implements VmState {}

    /** A host was told to let it go on from its saved memory. As {@link WaitForLaunch}. */
    record RestoringState(Instant since, HostId on) implements VmState {}

    /** It runs and its guest agent has not answered yet. Counts as Up after 60 s. */
    record PoweringUp(Instant since, HostId on) implements VmState {}

    /** It runs. */
    record Up(Instant since, HostId on) implements VmState {}

    /** Its guest was told to restart. Ends by the command's outcome, or after two minutes. */
    record RebootInProgress(Instant since, HostId on) implements VmState {}

    /** It is being powered off, by a command or from inside. A command is sent anew after 90 s. */
    record PoweringDown(Instant since, HostId on) implements VmState {}

    /** Its memory is being written to disk. Ends by the command's outcome, or after a quarter of an hour. */
    record SavingState(Instant since, HostId on) implements VmState {}

    /** The hypervisor has stopped its processors. */
    record Paused(Instant since, HostId on) implements VmState {}

    /**
     * It moves. With a command: the move goes on, and is called off after an hour. Without one: the move has ended, and
     * the next reports show which of the two hosts has it.
     */
    record MigratingFrom(Instant since, HostId on, HostId to) implements VmState {}

    /** It has moved, and is about to be seen on its new host. */
    record MigratingTo(Instant since, HostId on, HostId from) implements VmState {}

    /**
     * Its host does not answer. Ends when the host answers.
     *
     * @param perhaps the other host that may have it, because it was moving
     */
    record Unknown(Instant since, HostId on, Optional<HostId> perhaps) implements VmState {}

    /** The hypervisor says that it crashed; it is destroyed. */
    record NotResponding(Instant since, HostId on) implements VmState {}

    /** The host it is on; empty when it does not run. */
    default Optional<HostId> host() {
        return switch (this) {
            case Down _, ImageLocked _, Suspended _ -> Optional.empty();
            case WaitForLaunch it -> Optional.of(it.on());
            case RestoringState it -> Optional.of(it.on());
            case PoweringUp it -> Optional.of(it.on());
            case Up it -> Optional.of(it.on());
            case RebootInProgress it -> Optional.of(it.on());
            case PoweringDown it -> Optional.of(it.on());
            case SavingState it -> Optional.of(it.on());
            case Paused it -> Optional.of(it.on());
            case MigratingFrom it -> Optional.of(it.on());
            case MigratingTo it -> Optional.of(it.on());
            case Unknown it -> Optional.of(it.on());
            case NotResponding it -> Optional.of(it.on());
        };
    }

    /** While it moves, or was lost moving: the other host that has it or may have it. */
    default Optional<HostId> peer() {
        return switch (this) {
            case MigratingFrom it -> Optional.of(it.to());
            case MigratingTo it -> Optional.of(it.from());
            case Unknown it -> it.perhaps();
            case Down _,
                    ImageLocked _,
                    Suspended _,
                    WaitForLaunch _,
                    RestoringState _,
                    PoweringUp _,
                    Up _,
                    RebootInProgress _,
                    PoweringDown _,
                    SavingState _,
                    Paused _,
                    NotResponding _ -> Optional.empty();
        };
    }

    /** The name in the API: {@code powering_up}; {@code migrating} for both ends of a move. */
    default String restName() {
        return switch (this) {
            case MigratingFrom _, MigratingTo _ -> "migrating";
            case Down _,
                    ImageLocked _,
                    Suspended _,
                    WaitForLaunch _,
                    RestoringState _,
                    PoweringUp _,
                    Up _,
                    RebootInProgress _,
                    PoweringDown _,
                    SavingState _,
                    Paused _,
                    Unknown _,
                    NotResponding _ -> rowName();
        };
    }

    /** The name in the database. */
    default String rowName() {
        return Words.snake(word());
    }

    /** The name in events, as oVirt writes it. */
    default String word() {
        return getClass().getSimpleName();
    }

    /** Whether a display can be opened. */
    default boolean connectable() {
        return switch (this) {
            case PoweringUp _, Up _, RebootInProgress _, PoweringDown _, Paused _, MigratingFrom _, SavingState _ ->
                true;
            case Down _,
                    ImageLocked _,
                    Suspended _,
                    WaitForLaunch _,
                    RestoringState _,
                    MigratingTo _,
                    Unknown _,
                    NotResponding _ -> false;
        };
    }

    /** Whether it can be moved to another host. */
    default boolean migratable() {
        return switch (this) {
            case Up _, PoweringUp _, Paused _ -> true;
            case Down _,
                    ImageLocked _,
                    Suspended _,
                    WaitForLaunch _,
                    RestoringState _,
                    RebootInProgress _,
                    PoweringDown _,
                    SavingState _,
                    MigratingFrom _,
                    MigratingTo _,
                    Unknown _,
                    NotResponding _ -> false;
        };
    }
}
