package io.oriel.pool.reconcile;

import io.oriel.host.api.Console;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Draws conclusions from the hosts' reports.
 *
 * <p>A report says nothing about a VM whose state was written after the report was asked for: it may show the time
 * before. And a host is believed only about the VMs that were sent to it.
 */
final class Sightings {
    private static final int LOWEST_PORT = 5900;
    private static final int HIGHEST_PORT = 6923;

    private final Timing timing;
    private final Moves moves;

    Sightings(Timing timing) {
        this.timing = timing;
        this.moves = new Moves(timing);
    }

    /** What the reports say about a VM, if that is new. */
    Optional<Action> of(TendedVm tended, Estate estate, Instant now, Alarm alarm) {
        var place = tended.vm().host().or(() -> tended.upkeep().lastHost());
        if (place.isEmpty()) {
            return Optional.empty();
        }
        var on = place.get();
        var peer = tended.state().peer();
        if (peer.isPresent()) {
            return moves.of(tended, on, peer.get(), estate, now);
        }
        var host = estate.host(on);
        if (tended.vm().host().isPresent()
                && host.filter(it -> it.state() instanceof HostState.Down).isPresent()) {
            return mark(tended, tended.recovered(now), Recovery.why(tended, host.get()));
        }
        if (tended.vm().host().isPresent()
                && host.filter(it -> it.state().lost()).isPresent()) {
            return tended.state() instanceof VmState.Unknown
                    ? Optional.empty()
                    : mark(tended, tended.unknown(timing.errand(), now), silence(tended));
        }
        var seen = host.filter(it -> it.state().believed()).flatMap(_ -> estate.seen(on));
        var fresh = seen.filter(it -> it.knows(tended.state().since()));
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        var report = fresh.get().vm(tended.vm().id()).filter(VmReport::ours);
        var power = report.map(VmReport::power).orElse(VmPower.OFF);
        return switch (power) {
            case SAVED -> saved(tended, fresh.get(), now);
            case OFF -> off(tended, fresh.get(), now);
            case RUNNING -> running(tended, on, report.orElseThrow(), now, alarm);
            case PAUSED -> paused(tended, on, now);
            case SHUTTING_DOWN -> shuttingDown(tended, on, now);
            case CRASHED -> crashed(tended, on, now);
        };
    }

    /** A reboot is the one thing asked for that is not asked for again: it would be seen twice. */
    private static String silence(TendedVm tended) {
        return tended.state() instanceof VmState.RebootInProgress
                ? "its host does not answer; whether it was rebooted is not known"
                : "its host does not answer";
    }

    /** What hosts report and may not. */
    List<Action> distrusted(Estate estate) {
        var actions = new ArrayList<Action>();
        for (var host : estate.hostsInOrder()) {
            // What a silent host said last was judged while it was true.
            estate.seen(host.id())
                    .filter(_ -> host.state().believed())
                    .ifPresent(seen -> seen.vms().values().stream()
                            .filter(VmReport::ours)
                            .sorted(Comparator.comparing(report -> report.id().value()))
                            .forEach(report -> objection(host, seen, report, estate)
                                    .ifPresent(what -> actions.add(new Action.Distrust(host.id(), what)))));
        }
        return actions;
    }

    private static Optional<String> objection(Host host, Seen seen, VmReport report, Estate estate) {
        var tended = estate.vms().get(report.id());
        if (tended == null) {
            return Optional.of("reports vm " + report.id() + ", which is not in the database; it is left alone");
        }
        if (!seen.knows(tended.state().since())) {
            return Optional.empty();
        }
        var place = tended.vm().host().or(() -> tended.upkeep().lastHost());
        // A definition that was left behind runs nothing.
        var possible = report.power() == VmPower.OFF
                || place.stream().anyMatch(host.id()::equals)
                || tended.state().peer().filter(host.id()::equals).isPresent();
        if (!possible) {
            return Optional.of("reports vm " + tended.vm().name() + ", which was never sent to it; ignored");
        }
        return report.consoles().stream().allMatch(Sightings::possible)
                ? Optional.empty()
                : Optional.of(
                        "reports a display of vm " + tended.vm().name() + " at a port where none can be; ignored");
    }

    /**
     * Off, with its memory on disk. Only what keeps its disk is ever suspended. What is to be cleared is Suspended too,
     * until that memory is thrown away: elsewhere it would be met again later.
     */
    private Optional<Action> saved(TendedVm tended, Seen seen, Instant now) {
        return switch (tended.state()) {
            case VmState.Up _, VmState.PoweringUp _, VmState.Paused _, VmState.RebootInProgress _, VmState.Unknown _ ->
                tended.vm().stateless()
                        ? off(tended, seen, now)
                        : mark(tended, tended.suspended(now), "its memory is on disk");
            case VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.NotResponding _ -> off(tended, seen, now);
        };
    }

    private Optional<Action> off(TendedVm tended, Seen seen, Instant now) {
        return switch (tended.state()) {
            case VmState.Up _, VmState.PoweringUp _, VmState.Paused _, VmState.RebootInProgress _, VmState.Unknown _ ->
                tended.held()
                                && !tended.toBeOff()
                                && seen.endedUnheard(
                                        tended.vm().id(), tended.state().since())
                        ? mark(tended, tended.endedUnheard(now), "it ended with its host, and is started again")
                        : mark(tended, tended.gone(timing.boot(), now), "it does not run any more");
            case VmState.PoweringDown _ ->
                mustEnd(tended)
                        ? Optional.empty()
                        : mark(tended, tended.gone(timing.boot(), now), "it was shut down from inside");
            // A start may not have been carried out yet; a crashed VM is destroyed in any case.
            case VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.SavingState _,
                    VmState.NotResponding _,
                    VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _ -> Optional.empty();
        };
    }

    /** It is on its way down by our hand, whatever it looks like meanwhile. */
    private static boolean mustEnd(TendedVm tended) {
        return tended.busy()
                || tended.upkeep().recycle()
                || tended.upkeep().errand().isPresent();
    }

    /** Where its displays listen is written down with the move, so that a VM that is Up can be connected to at once. */
    private Optional<Action> running(TendedVm tended, HostId on, VmReport report, Instant now, Alarm alarm) {
        var shown = tended.showing(
                report.consoles().stream().filter(Sightings::possible).toList());
        return switch (tended.state()) {
            case VmState.Down _, VmState.Suspended _ ->
                mark(tended, shown.adopted(on, now), "it was found running and is adopted");
            case VmState.ImageLocked _,
                    VmState.NotResponding _,
                    VmState.SavingState _,
                    VmState.RebootInProgress _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _ -> Optional.empty();
            case VmState.PoweringDown _ ->
                mustEnd(tended) ? Optional.empty() : mark(tended, shown.up(on, now), "it runs again");
            case VmState.WaitForLaunch _, VmState.RestoringState _ ->
                mark(tended, shown.poweringUp(on, now), "it runs");
            case VmState.PoweringUp it -> {
                if (report.guestAgent() || alarm.due(it.since().plus(timing.boot()))) {
                    var why = report.guestAgent() ? "its guest agent answers" : "it has run for a while";
                    yield mark(tended, shown.up(on, now), why);
                }
                yield shown(tended, shown);
            }
            case VmState.Up _ -> shown(tended, shown);
            // A pause that is just being asked for may not show yet.
            case VmState.Paused _ -> mark(tended, shown.up(on, now), "it runs again");
            case VmState.Unknown _ -> {
                var starting = tended.upkeep().launched().isPresent() && !report.guestAgent();
                yield mark(
                        tended,
                        starting ? shown.poweringUp(on, now) : shown.up(on, now),
                        "its host answers again, and it runs");
            }
        };
    }

    private static Optional<Action> paused(TendedVm tended, HostId on, Instant now) {
        return switch (tended.state()) {
            case VmState.Up _, VmState.PoweringUp _, VmState.Unknown _ ->
                mark(tended, tended.paused(on, now), "its processors stand still");
            case VmState.Down _, VmState.Suspended _ ->
                mark(tended, tended.adopted(on, now), "it was found paused and is adopted");
            case VmState.PoweringDown _ ->
                mustEnd(tended) ? Optional.empty() : mark(tended, tended.paused(on, now), "it stands still again");
            // A hypervisor starts a VM paused and lets it go a moment later, and pauses it to save it.
            case VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.SavingState _,
                    VmState.RebootInProgress _,
                    VmState.Paused _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.NotResponding _,
                    VmState.ImageLocked _ -> Optional.empty();
        };
    }

    private static Optional<Action> shuttingDown(TendedVm tended, HostId on, Instant now) {
        return switch (tended.state()) {
            case VmState.Up _, VmState.PoweringUp _, VmState.Paused _, VmState.Unknown _ ->
                mark(tended, tended.poweringDown(on, now), "it is being shut down from inside");
            case VmState.Down _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.SavingState _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.NotResponding _,
                    VmState.ImageLocked _ -> Optional.empty();
        };
    }

    private static Optional<Action> crashed(TendedVm tended, HostId on, Instant now) {
        return switch (tended.state()) {
            case VmState.Up _, VmState.PoweringUp _, VmState.Paused _, VmState.RebootInProgress _, VmState.Unknown _ ->
                mark(tended, tended.notResponding(on, now), "it has crashed");
            case VmState.PoweringDown _ ->
                mustEnd(tended) ? Optional.empty() : mark(tended, tended.notResponding(on, now), "it has crashed");
            case VmState.Down _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.SavingState _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.NotResponding _,
                    VmState.ImageLocked _ -> Optional.empty();
        };
    }

    private static Optional<Action> shown(TendedVm tended, TendedVm shown) {
        return tended.equals(shown) ? Optional.empty() : mark(tended, shown, "");
    }

    private static boolean possible(Console console) {
        return console.port() >= LOWEST_PORT && console.port() <= HIGHEST_PORT;
    }

    private static Optional<Action> mark(TendedVm tended, TendedVm now, String why) {
        return Optional.of(new Action.MarkVm(tended, now, why));
    }
}
