package io.oriel.pool.estate;

import java.time.Instant;

/**
 * Where a host stands. The names are oVirt's.
 *
 * <pre>
 *  Unassigned ── first report ──▶ Initializing ── storage ready ──▶ Up ◀── heard ── Connecting ── 20 s ──▶ NonResponsive
 *                                      │  ▲                          └── silent 6 s ──▶ ▲                        │
 *                         storage not usable │ 30 s                                     Initializing ◀── heard ──┘
 *                                      ▼  │
 *                                 NonOperational            another machine's hardware id ──▶ PendingApproval
 * </pre>
 */
public sealed interface HostState {

    /** Since when the host is in this state. */
    Instant since();

    /** Known by name; its agent has not been heard. */
    record Unassigned(Instant since) implements HostState {}

    /** Its agent answers; the storage domains are being prepared on it. */
    record Initializing(Instant since) implements HostState {}

    /** It may run VMs. */
    record Up(Instant since) implements HostState {}

    /** Its agent has been silent for some seconds. */
    record Connecting(Instant since) implements HostState {}

    /** Its agent does not answer. Whether its VMs run is not known. */
    record NonResponsive(Instant since) implements HostState {}

    /** Its agent answers, but it cannot run VMs. */
    record NonOperational(Instant since, String reason) implements HostState {}

    /** Its agent reports another machine than the one that was confirmed. An admin must look. */
    record PendingApproval(Instant since, String reason) implements HostState {}

    /** The name in the API and in the database. */
    default String restName() {
        return switch (this) {
            case Unassigned _ -> "unassigned";
            case Initializing _ -> "initializing";
            case Up _ -> "up";
            case Connecting _ -> "connecting";
            case NonResponsive _ -> "non_responsive";
            case NonOperational _ -> "non_operational";
            case PendingApproval _ -> "pending_approval";
        };
    }

    /** The name in events, as oVirt writes it. */
    default String word() {
        return getClass().getSimpleName();
    }
}
