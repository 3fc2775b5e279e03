package io.oriel.pool.apply;

import io.oriel.host.api.AgentException;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.reality.Look;
import io.oriel.pool.store.EstateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at all hosts that are Up and, through one of them each, at all storage domains. Safe for use by many threads. */
public final class RealityLook {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EstateStore store;
    private final Connections connections;

    public RealityLook(EstateStore store, Connections connections) {
        this.store = store;
        this.connections = connections;
    }

    /** Takes at most half a minute; what does not answer by then is unseen. */
    public Look look() {
        var site = store.site();
        var hosts = store.hosts();
        var up = hosts.stream().filter(Host::up).toList();
        var unseen = new ArrayList<String>();
        hosts.stream()
                .filter(host -> !host.up())
                .forEach(host ->
                        unseen.add("host " + host.name() + " is " + host.state().word()));
        var seenHosts = new ArrayList<Look.OnHost>();
        var seenStorage = new ArrayList<Look.InStorage>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reports = up.stream()
                    .map(host -> new Asked<>(
                            "host " + host.name(),
                            threads.submit(() -> new Look.OnHost(
                                    host, connections.to(host).report().vms()))))
                    .toList();
            var stores = new ArrayList<Asked<Look.InStorage>>();
            for (var domain : byName(site)) {
                up.stream()
                        .filter(host -> site.reaches(host, domain.id()))
                        .findFirst()
                        .ifPresentOrElse(
                                host -> stores.add(new Asked<>(
                                        "storage domain " + domain.name() + " on host " + host.name(),
                                        threads.submit(() -> new Look.InStorage(
                                                domain, connections.to(host).storage(domain.ref()))))),
                                () -> unseen.add("no host that is up sees storage domain " + domain.name()));
            }
            long until = System.nanoTime() + PATIENCE.toNanos();
            reports.forEach(asked -> asked.answer(until, seenHosts, unseen));
            stores.forEach(asked -> asked.answer(until, seenStorage, unseen));
            var _ = threads.shutdownNow();
        }
        return new Look(seenHosts, seenStorage, unseen);
    }

    private static List<StorageDomain> byName(Site site) {
        return site.storage().values().stream()
                .sorted(Comparator.comparing(StorageDomain::name))
                .toList();
    }

    private record Asked<T>(String what, Future<T> answer) {
        void answer(long until, List<T> into, List<String> unseen) {
            try {
                into.add(answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                answer.cancel(true);
                unseen.add(what + " does not answer in time");
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AgentException agent)) {
                    throw new IllegalStateException("looking at " + what + " failed", e.getCause());
                }
                unseen.add(what + " cannot be looked at: " + agent.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                unseen.add(what + " was not looked at: interrupted");
            }
        }
    }
}
