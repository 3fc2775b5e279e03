package io.oriel.host.libvirt;

import io.oriel.host.api.HostEvent;
import io.oriel.host.api.VmUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every five seconds what the machine and its VMs use. A look that takes longer delays the next one; while libvirt
 * is away the machine alone is told of.
 */
final class Statistics implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Statistics.class);
    static final Duration EVERY = Duration.ofSeconds(5);

    private final HypervisorConnection connection;
    private final Consumer<HostEvent.Statistics> listener;
    private final HostLoad load = new HostLoad(Path.of("/proc"), Path.of("/sys"));
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("statistics").factory());

    /**
     * Does nothing until it is started.
     *
     * @param listener called on this object's own thread
     */
    Statistics(HypervisorConnection connection, Consumer<HostEvent.Statistics> listener) {
        this.connection = connection;
        this.listener = listener;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::tell, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        try {
            listener.accept(new HostEvent.Statistics(load.read(), vms()));
        } catch (RuntimeException e) {
            // a task that throws is never run again
            log.atError().setCause(e).log("statistics were not told");
        }
    }

    private List<VmUsage> vms() {
        try {
            return connection.call(StatisticsCalls::all);
        } catch (LibvirtException | HypervisorException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("no statistics of VMs");
            return List.of();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
