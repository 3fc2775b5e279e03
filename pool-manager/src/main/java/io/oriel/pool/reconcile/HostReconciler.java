package io.oriel.pool.reconcile;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.plan.Action;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides from an agent's signs of life, and from what it says of its machine, how its host stands. */
final class HostReconciler {
    private final Timing timing;

    HostReconciler(Timing timing) {
        this.timing = timing;
    }

    List<Action> plan(Estate estate, Instant now, Alarm alarm) {
        var actions = new ArrayList<Action>();
        for (var host : estate.hostsInOrder()) {
            plan(host, estate, now, alarm).or(() -> complaint(host, estate)).ifPresent(actions::add);
        }
        return actions;
    }

    private Optional<Action> plan(Host host, Estate estate, Instant now, Alarm alarm) {
        var seen = estate.seen(host.id());
        var alive = seen.filter(it -> now.isBefore(it.heard().plus(timing.connecting())));
        var heard = seen.map(Seen::heard).orElse(estate.watchedSince());
        return switch (host.state()) {
            case HostState.Maintenance _, HostState.PendingApproval _ -> Optional.empty();
            case HostState.Unassigned it ->
                alive.map(said ->
                        stranger(host, said, now).orElseGet(() -> mark(host, it.heard(now), "its agent answers")));
            case HostState.NonResponsive it ->
                alive.map(said ->
                        stranger(host, said, now).orElseGet(() -> mark(host, it.heard(now), "its agent answers")));
            case HostState.Down it ->
                alive.map(said ->
                        stranger(host, said, now).orElseGet(() -> mark(host, it.heard(now), "its agent answers")));
            case HostState.NonOperational it -> {
                if (alarm.due(heard.plus(timing.nonResponsive()))) {
                    yield Optional.of(mark(host, it.lost(now), "its agent does not answer"));
                }
                yield alive.flatMap(said -> stranger(host, said, now)
                        .or(() -> alarm.due(it.since().plus(timing.recovery()))
                                ? Optional.of(mark(host, it.tryAgain(now), "it is tried again"))
                                : Optional.empty()));
            }
            case HostState.Initializing it ->
                alive.isPresent()
                        ? Optional.of(look(host, it, alive.get(), estate, now))
                        : silent(heard, alarm)
                                ? Optional.of(mark(host, it.lost(now), "its agent does not answer"))
                                : Optional.empty();
            case HostState.Connecting it -> {
                if (alive.isPresent()) {
                    yield stranger(host, alive.get(), now)
                            .or(() -> Optional.of(mark(host, it.heard(now), "its agent answers again")));
                }
                yield silent(heard, alarm)
                        ? Optional.of(mark(host, it.lost(now), "its agent does not answer"))
                        : Optional.empty();
            }
            case HostState.Up it -> {
                if (alarm.due(heard.plus(timing.connecting()))) {
                    yield Optional.of(mark(host, it.silent(now), "its agent has gone silent"));
                }
                yield seen.flatMap(said -> stranger(host, said, now)
                        .or(() -> Fitness.objection(host, said.facts(), estate.site())
                                .map(why -> mark(host, it.unfit(now, why), why)))
                        .or(() -> news(host, said))
                        .or(() -> lookAgain(host, estate, now)));
            }
            case HostState.PreparingForMaintenance it -> {
                if (silent(heard, alarm)) {
                    yield Optional.of(mark(host, it.lost(now), "its agent does not answer"));
                }
                yield drain(host, it, estate, now, alarm);
            }
        };
    }

    /** A mount may be lost at any time. It waits for a round that comes anyway: a thousand hosts would ask for many. */
    private Optional<Action> lookAgain(Host host, Estate estate, Instant now) {
        var last = estate.looked().getOrDefault(host.id(), host.state().since());
        return now.isBefore(last.plus(timing.look()))
                ? Optional.empty()
                : Optional.of(new Action.PrepareHost(host, estate.site().storageFor(host)));
    }

    private boolean silent(Instant heard, Alarm alarm) {
        return alarm.due(heard.plus(timing.nonResponsive()));
    }

    /** A host that has just been heard: first what it says is noted, then judged, then its storage is prepared. */
    private static Action look(Host host, HostState.Initializing state, Seen said, Estate estate, Instant now) {
        return stranger(host, said, now)
                .or(() -> news(host, said))
                .or(() -> Fitness.objection(host, said.facts(), estate.site())
                        .map(why -> mark(host, state.unfit(now, why), why)))
                .orElseGet(() -> new Action.PrepareHost(host, estate.site().storageFor(host)));
    }

    private Optional<Action> drain(
            Host host, HostState.PreparingForMaintenance state, Estate estate, Instant now, Alarm alarm) {
        var left = estate.vmsOn(host.id());
        if (left.isEmpty()) {
            return Optional.of(mark(host, state.empty(now), "nothing runs on it any more"));
        }
        if (!alarm.due(state.since().plus(timing.drain()))) {
            return Optional.empty();
        }
        var names = left.stream().map(tended -> tended.vm().name()).limit(10).collect(Collectors.joining(", "));
        return Optional.of(mark(host, state.giveUp(now), "it is used again: these did not leave in time: " + names));
    }

    private static Optional<Action> news(Host host, Seen said) {
        return host.facts().equals(Optional.of(said.facts()))
                ? Optional.empty()
                : Optional.of(new Action.NoteFacts(host, host.saying(said.facts())));
    }

    private static Optional<Action> stranger(Host host, Seen said, Instant now) {
        var machine = said.facts().hardwareId();
        return host.hardwareId().filter(known -> !known.equals(machine)).map(_ -> {
            var why = "its agent reports another machine than the one that was confirmed; approve it if that is right";
            return mark(host, host.state().suspect(now, why, Optional.of(machine)), why);
        });
    }

    /** Why a host that is wanted cannot be listened to; the log tells each reason once. */
    private static Optional<Action> complaint(Host host, Estate estate) {
        return switch (host.state()) {
            case HostState.Unassigned _, HostState.NonResponsive _ ->
                Optional.ofNullable(estate.complaints().get(host.id())).map(why -> new Action.Complain(host.id(), why));
            case HostState.Initializing _,
                    HostState.Up _,
                    HostState.Connecting _,
                    HostState.NonOperational _,
                    HostState.PreparingForMaintenance _,
                    HostState.Maintenance _,
                    HostState.Down _,
                    HostState.PendingApproval _ -> Optional.empty();
        };
    }

    private static Action mark(Host host, HostState next, String why) {
        return new Action.MarkHost(host, next, why);
    }
}
