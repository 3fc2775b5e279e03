package io.oriel.host.libvirt;

import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what changed, once per change.
 *
 * <p>libvirt's events only say <i>look here</i>: they arrive on libvirt's own thread, which must not ask libvirt
 * anything. One thread of ours looks, compares with what it told last, and tells. Every 15 s it looks at everything,
 * which repairs whatever events missed, a restart of libvirtd included.
 */
final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final Duration FULL_LOOK = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** What to look at. */
    private sealed interface Look {
        record All() implements Look {}

        record One(VmId vm) implements Look {}

        record JourneyOver(VmId vm, Object journey, boolean arrived) implements Look {}
    }

    private final BlockingQueue<Look> looks = new LinkedBlockingQueue<>();
    private final Audience audience;
    private final Map<VmId, VmReport> told = new HashMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("libvirt-watch").unstarted(this::watch);
    private volatile boolean closed;

    /** Set before the thread starts. */
    private final CompletableFuture<Domains> domains = new CompletableFuture<>();

    private final CompletableFuture<GuestAgents> agents = new CompletableFuture<>();
    private final CompletableFuture<Runnable> chores = new CompletableFuture<>();
    private final Consumer<VmId> rebooted;

    /** @param rebooted told of each guest that restarted, on libvirt's thread */
    Watch(Audience audience, Consumer<VmId> rebooted) {
        this.audience = audience;
        this.rebooted = rebooted;
    }

    /** Asks a new connection for events. */
    void hear(Hypervisor hypervisor) throws LibvirtException {
        hypervisor.hear(this::noticed, rebooted);
        look();
    }

    /** Looks at everything soon. */
    void look() {
        looks.add(new Look.All());
    }

    /** Looks at one VM soon. */
    void look(VmId vm) {
        looks.add(new Look.One(vm));
    }

    /**
     * Tells of a VM again whose journey to another host is over, after all that was noticed meanwhile.
     *
     * @param arrived whether it is there; then its absence here is no end
     */
    void journeyOver(VmId vm, Object journey, boolean arrived) {
        looks.add(new Look.JourneyOver(vm, journey, arrived));
    }

    /** @param round done with every look at everything */
    void start(Domains watched, GuestAgents guests, Runnable round) {
        chores.complete(round);
        domains.complete(watched);
        agents.complete(guests);
        thread.start();
    }

    private void noticed(Domain domain) {
        try {
            look(new VmId(UUID.fromString(domain.getUUIDString())));
        } catch (LibvirtException | IllegalArgumentException _) {
            look();
        }
    }

    private void watch() {
        var wait = RETRY;
        while (!closed) {
            try {
                var next = looks.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
                switch (next) {
                    case null -> lookAtAll();
                    case Look.All() -> lookAtAll();
                    case Look.One(var vm) -> lookAt(vm);
                    case Look.JourneyOver over -> {
                        domains.join().isOver(over.vm(), over.journey());
                        if (over.arrived()) {
                            told.remove(over.vm());
                        }
                        lookAt(over.vm());
                    }
                }
                wait = FULL_LOOK;
            } catch (LibvirtException | HypervisorException e) {
                log.atDebug().addKeyValue("reason", e.getMessage()).log("hypervisor does not answer");
                wait = RETRY;
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void lookAtAll() throws LibvirtException {
        looks.removeIf(Look.All.class::isInstance);
        chores.join().run();
        var gone = new HashSet<>(told.keySet());
        for (var report : domains.join().all()) {
            gone.remove(report.id());
            tell(report);
        }
        gone.forEach(this::tellGone);
    }

    private void lookAt(VmId vm) throws LibvirtException {
        var seen = domains.join().one(vm);
        if (seen.isPresent()) {
            tell(seen.get());
        } else {
            tellGone(vm);
        }
    }

    private void tellGone(VmId vm) {
        if (domains.join().isLeaving(vm)) {
            return;
        }
        var last = told.remove(vm);
        if (last != null && last.power() != VmPower.OFF) {
            audience.changed(new VmReport(vm, last.title(), last.ours(), VmPower.OFF, false, List.of(), List.of()));
        }
    }

    private void tell(VmReport report) {
        if (domains.join().isLeaving(report.id())) {
            return;
        }
        if (report.ours() && report.guestAgent() && report.power() == VmPower.RUNNING) {
            agents.join().ask(report.id(), () -> look(report.id()));
        }
        if (!report.equals(told.put(report.id(), report))) {
            audience.changed(report);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
