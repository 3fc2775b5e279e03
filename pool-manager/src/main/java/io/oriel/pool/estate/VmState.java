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
 *                        ▲  ▲              │ 120 s              │             │
 *                        │  └── seen off ──┼────────────────────┴─────────────┤
 *                        └─── PoweringDown ◀───────────── Shutdown, Destroy ──┘
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

    /** A host was told to start it. Ends by the outcome or when seen running; after 120 s it is destroyed. */
    record WaitForLaunch(Instant since, HostId on) implements VmState {}

    /** It runs and its guest agent has not answered yet. Counts as Up after 60 s. */
    record PoweringUp(Instant since, HostId on) implements VmState {}

    /** It runs. */
    record Up(Instant since, HostId on) implements VmState {}

    /** It is being powered off, by a command or from inside. A command is sent anew after 90 s. */
    record PoweringDown(Instant since, HostId on) implements VmState {}

    /** The hypervisor has stopped its processors. */
    record Paused(Instant since, HostId on) implements VmState {}

    /** Its host does not answer. Ends when the host answers. */
    record Unknown(Instant since, HostId on) implements VmState {}

    /** The hypervisor says that it crashed; it is destroyed. */
    record NotResponding(Instant since, HostId on) implements VmState {}

    /** The host it is on; empty when it does not run. */
    default Optional<HostId> host() {
        return switch (this) {
            case Down _, ImageLocked _ -> Optional.empty();
            case WaitForLaunch it -> Optional.of(it.on());
            case PoweringUp it -> Optional.of(it.on());
            case Up it -> Optional.of(it.on());
            case PoweringDown it -> Optional.of(it.on());
            case Paused it -> Optional.of(it.on());
            case Unknown it -> Optional.of(it.on());
            case NotResponding it -> Optional.of(it.on());
        };
    }

    /** The name in the API and in the database. */
    default String restName() {
        return switch (this) {
            case Down _ -> "down";
            case ImageLocked _ -> "image_locked";
            case WaitForLaunch _ -> "wait_for_launch";
            case PoweringUp _ -> "powering_up";
            case Up _ -> "up";
            case PoweringDown _ -> "powering_down";
            case Paused _ -> "paused";
            case Unknown _ -> "unknown";
            case NotResponding _ -> "not_responding";
        };
    }

    /** The name in events, as oVirt writes it. */
    default String word() {
        return getClass().getSimpleName();
    }

    /** Whether a display can be opened. */
    default boolean connectable() {
        return switch (this) {
            case PoweringUp _, Up _, PoweringDown _, Paused _ -> true;
            case Down _, ImageLocked _, WaitForLaunch _, Unknown _, NotResponding _ -> false;
        };
    }
}
