package io.oriel.pool.estate;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a host stands, and the moves that are legal from there. The names are oVirt's.
 *
 * <pre>
 *  Unassigned ── heard ──▶ Initializing ── fit ──▶ Up ◀── heard ── Connecting ── 20 s ──▶ NonResponsive
 *      ▲                      │  ▲  ▲               └── silent 6 s ──▶ ▲                       │
 *   activate              unfit  │  └──────────────────── heard ──────────────────────────────┘
 *      │                      ▼  │ tried again
 *  Maintenance ◀── empty ── NonOperational ◀── unfit ── Up          silent 20 s ──▶ NonResponsive
 *      ▲                      │
 *      └── empty ── PreparingForMaintenance ◀── drain ── Up, Initializing, Connecting, NonOperational
 *  NonResponsive ── proof that its machine runs nothing ──▶ Down ── heard ──▶ Initializing
 *  any state ── another machine, or two of them ──▶ PendingApproval ── approved ──▶ Unassigned
 * </pre>
 */
public sealed interface HostState {

    /** Since when the host is in this state. */
    Instant since();

    /** States of a host in use: it may be emptied. */
    sealed interface Used extends HostState {
        default PreparingForMaintenance drain(Instant now) {
            return new PreparingForMaintenance(now);
        }
    }

    /** States in which nothing is asked of it: it may be left alone, if no VM is on it as far as the rows know. */
    sealed interface Idle extends HostState {
        default Maintenance rest(Instant now) {
            return new Maintenance(now);
        }
    }

    /** States that end when its agent has been silent for long. */
    sealed interface Heard extends HostState {
        default NonResponsive lost(Instant now) {
            return new NonResponsive(now);
        }
    }

    /** States in which it is looked at, and may turn out unable to run VMs. */
    sealed interface Judged extends HostState {
        default NonOperational unfit(Instant now, String reason) {
            return new NonOperational(now, reason);
        }
    }

    /** Known by name; its agent has not been heard since it was added or activated. */
    record Unassigned(Instant since) implements Idle {
        public Initializing heard(Instant now) {
            return new Initializing(now);
        }
    }

    /** Its agent answers; it is being looked at, and its storage domains are being prepared. */
    record Initializing(Instant since) implements Judged, Used, Heard {
        public Up fit(Instant now) {
            return new Up(now);
        }
    }

    /** It may run VMs. */
    record Up(Instant since) implements Judged, Used {
        public Connecting silent(Instant now) {
            return new Connecting(now);
        }
    }

    /** Its agent has been silent for some seconds. */
    record Connecting(Instant since) implements Used, Heard {
        public Up heard(Instant now) {
            return new Up(now);
        }
    }

    /** Its agent does not answer. Whether its VMs run is not known. */
    record NonResponsive(Instant since) implements Idle {
        public Initializing heard(Instant now) {
            return new Initializing(now);
        }

        /** Its machine is known to run nothing of what it ran. */
        public Down dead(Instant now, String proof) {
            return new Down(now, proof);
        }
    }

    /**
     * Its machine has been powered off or restarted, so that nothing runs any more of what it ran. Ends when its agent is
     * heard again.
     *
     * @param proof who says so, for people
     */
    record Down(Instant since, String proof) implements Idle {
        public Initializing heard(Instant now) {
            return new Initializing(now);
        }
    }

    /** Its agent answers, but it may not run VMs for this reason. It is looked at again and again. */
    record NonOperational(Instant since, String reason) implements Used, Heard {
        public Initializing tryAgain(Instant now) {
            return new Initializing(now);
        }
    }

    /** Nothing is started on it, and what runs there is being moved away. */
    record PreparingForMaintenance(Instant since) implements Heard {
        public Maintenance empty(Instant now) {
            return new Maintenance(now);
        }

        /** Called off, or taking too long: it is used again. */
        public Initializing giveUp(Instant now) {
            return new Initializing(now);
        }
    }

    /** Nothing runs there, and nobody listens to what it says, until an admin activates it. */
    record Maintenance(Instant since) implements HostState {
        public Unassigned activate(Instant now) {
            return new Unassigned(now);
        }
    }

    /**
     * Another machine than the confirmed one, or a second one, speaks for it. An admin must look; nothing else ends this.
     *
     * @param machine the hardware id that will be the confirmed one when an admin approves
     */
    record PendingApproval(Instant since, String reason, Optional<String> machine) implements HostState {
        public Unassigned approve(Instant now) {
            return new Unassigned(now);
        }
    }

    /** From every state: its machine is not, or not only, the one that was confirmed. */
    default PendingApproval suspect(Instant now, String reason, Optional<String> machine) {
        return new PendingApproval(now, reason, machine);
    }

    /** The name in the API: {@code non_responsive}. */
    default String restName() {
        return Words.snake(word());
    }

    /** The name in events, as oVirt writes it. */
    default String word() {
        return getClass().getSimpleName();
    }

    /** Whether a command sent to it has a chance to arrive and is meant to. */
    default boolean answers() {
        return switch (this) {
            case Up _, NonOperational _, Initializing _, PreparingForMaintenance _ -> true;
            case Unassigned _, Connecting _, NonResponsive _, Down _, Maintenance _, PendingApproval _ -> false;
        };
    }

    /** Whether what it reports about its VMs is taken for true. */
    default boolean believed() {
        return answers() || this instanceof Connecting;
    }

    /** Whether nobody knows any more what runs on it. */
    default boolean lost() {
        return switch (this) {
            case NonResponsive _, PendingApproval _ -> true;
            case Unassigned _,
                    Down _,
                    Initializing _,
                    Up _,
                    Connecting _,
                    NonOperational _,
                    PreparingForMaintenance _,
                    Maintenance _ -> false;
        };
    }

    /** Why it is as it is; empty where that goes without saying. */
    default Optional<String> because() {
        return switch (this) {
            case NonOperational it -> Optional.of(it.reason());
            case PendingApproval it -> Optional.of(it.reason());
            case Down it -> Optional.of(it.proof());
            case Unassigned _,
                    Initializing _,
                    Up _,
                    Connecting _,
                    NonResponsive _,
                    PreparingForMaintenance _,
                    Maintenance _ -> Optional.empty();
        };
    }
}
