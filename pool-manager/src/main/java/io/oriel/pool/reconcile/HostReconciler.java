package io.oriel.pool.reconcile;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Seen;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.plan.Action;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides from an agent's signs of life how its host stands. */
final class HostReconciler {
    private final Timing timing;

    HostReconciler(Timing timing) {
        this.timing = timing;
    }

    List<Action> plan(Estate estate, Instant now, Alarm alarm) {
        return estate.hostsInOrder().stream()
                .flatMap(host -> plan(host, estate, now, alarm).stream())
                .toList();
    }

    private Optional<Action> plan(Host host, Estate estate, Instant now, Alarm alarm) {
        var seen = estate.seen(host.id());
        var stranger = seen.flatMap(it -> stranger(host, it));
        if (stranger.isPresent()) {
            return mark(host, new HostState.PendingApproval(now, stranger.get()), stranger.get());
        }
        var heard = seen.map(Seen::heard).orElse(estate.watchedSince());
        return switch (host.state()) {
            case HostState.Unassigned _, HostState.NonResponsive _, HostState.PendingApproval _ ->
                alive(host, estate, now)
                        ? mark(host, new HostState.Initializing(now), "its agent answers")
                        : Optional.empty();
            case HostState.NonOperational it ->
                alarm.due(it.since().plus(timing.recovery())) && alive(host, estate, now)
                        ? mark(host, new HostState.Initializing(now), "it is tried again")
                        : Optional.empty();
            case HostState.Initializing _ ->
                alive(host, estate, now) ? prepare(host, estate) : silent(host, heard, now, alarm);
            case HostState.Connecting _ ->
                alive(host, estate, now)
                        ? mark(host, new HostState.Up(now), "its agent answers again")
                        : silent(host, heard, now, alarm);
            case HostState.Up _ -> {
                if (alarm.due(heard.plus(timing.connecting()))) {
                    yield mark(host, new HostState.Connecting(now), "its agent has gone silent");
                }
                yield seen.filter(it -> !host.facts().equals(Optional.of(it.facts())))
                        .map(it -> new Action.NoteFacts(host, host.saying(it.facts())));
            }
        };
    }

    private boolean alive(Host host, Estate estate, Instant now) {
        return estate.seen(host.id())
                .filter(it -> now.isBefore(it.heard().plus(timing.connecting())))
                .isPresent();
    }

    private Optional<Action> silent(Host host, Instant heard, Instant now, Alarm alarm) {
        return alarm.due(heard.plus(timing.nonResponsive()))
                ? mark(host, new HostState.NonResponsive(now), "its agent does not answer")
                : Optional.empty();
    }

    private static Optional<Action> prepare(Host host, Estate estate) {
        var seen = estate.seen(host.id()).orElseThrow();
        if (!host.facts().equals(Optional.of(seen.facts()))) {
            return Optional.of(new Action.NoteFacts(host, host.saying(seen.facts())));
        }
        var storage = estate.storage().values().stream()
                .sorted(Comparator.comparing(StorageDomain::name))
                .toList();
        return Optional.of(new Action.PrepareHost(host, storage));
    }

    private static Optional<String> stranger(Host host, Seen seen) {
        return host.hardwareId()
                .filter(known -> !known.equals(seen.facts().hardwareId()))
                .map(known -> "its agent reports another machine than the one that was confirmed");
    }

    private static Optional<Action> mark(Host host, HostState next, String why) {
        return host.state().restName().equals(next.restName())
                ? Optional.empty()
                : Optional.of(new Action.MarkHost(host, next, why));
    }
}
