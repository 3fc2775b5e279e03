package io.oriel.host.libvirt;

import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

    /** What to look at: one VM, or everything. */
    private record Look(Optional<VmId> vm) {}

    private final BlockingQueue<Look> looks = new LinkedBlockingQueue<>();
    private final Audience audience;
    private final Map<VmId, VmReport> told = new HashMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("libvirt-watch").unstarted(this::watch);
    private volatile boolean closed;

    /** Set before the thread starts. */
    private final CompletableFuture<Domains> domains = new CompletableFuture<>();

    Watch(Audience audience) {
        this.audience = audience;
    }

    /** Asks a new connection for events. */
    void hear(Hypervisor hypervisor) throws LibvirtException {
        hypervisor.hear(this::noticed);
        look();
    }

    /** Looks at everything soon. */
    void look() {
        looks.add(new Look(Optional.empty()));
    }

    /** Looks at one VM soon. */
    void look(VmId vm) {
        looks.add(new Look(Optional.of(vm)));
    }

    void start(Domains watched) {
        domains.complete(watched);
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
                if (next == null || next.vm().isEmpty()) {
                    lookAtAll();
                } else {
                    lookAt(next.vm().get());
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
        looks.removeIf(l -> l.vm().isEmpty());
        domains.join().trimLogs();
        var gone = new HashSet<>(told.keySet());
        for (var report : domains.join().all()) {
            gone.remove(report.id());
            tell(learned(report));
        }
        gone.forEach(this::tellGone);
    }

    private void lookAt(VmId vm) throws LibvirtException {
        var seen = domains.join().one(vm);
        if (seen.isPresent()) {
            tell(learned(seen.get()));
        } else {
            tellGone(vm);
        }
    }

    private VmReport learned(VmReport report) throws LibvirtException {
        // a hung agent takes seconds to say nothing: whoever told its addresses is not asked again until it restarts
        boolean ask = report.ours() && report.guestAgent() && report.addresses().isEmpty();
        return ask && domains.join().learnAddresses(report.id())
                ? domains.join().one(report.id()).orElse(report)
                : report;
    }

    private void tellGone(VmId vm) {
        var last = told.remove(vm);
        if (last != null && last.power() != VmPower.OFF) {
            audience.changed(new VmReport(vm, last.title(), last.ours(), VmPower.OFF, false, List.of(), List.of()));
        }
    }

    private void tell(VmReport report) {
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
