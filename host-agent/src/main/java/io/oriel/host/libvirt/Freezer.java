package io.oriel.host.libvirt;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guests that hold their writes back, each for a bounded time. A file per frozen guest outlives the agent: one that was
 * killed thaws them when it is back.
 */
final class Freezer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Freezer.class);

    private final GuestAgents agents;
    private final Path directory;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("thaw").factory());
    private final Map<VmId, Future<?>> due = new ConcurrentHashMap<>();

    /** @param directory of our own; made when needed */
    Freezer(GuestAgents agents, Path directory) {
        this.agents = agents;
        this.directory = directory;
    }

    /** Thaws whom an earlier agent left frozen. */
    void thawThoseLeft() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                var vm = new VmId(UUID.fromString(file.getFileName().toString()));
                timer.execute(() -> thawNow(vm));
            }
        } catch (IOException | DirectoryIteratorException | IllegalArgumentException e) {
            log.atWarn().setCause(e).log("cannot see which guests are frozen");
        }
    }

    Outcome freeze(VmId vm, Duration most) throws LibvirtException {
        try {
            Files.createDirectories(directory);
            Files.writeString(note(vm), "");
        } catch (IOException e) {
            return new Outcome.Failed("the guest was not frozen: the agent could not note it: " + e.getMessage());
        }
        // before it is asked: a freeze whose answer is lost thaws too
        var timely = timer.schedule(() -> thawNow(vm), most.toMillis(), TimeUnit.MILLISECONDS);
        var before = due.put(vm, timely);
        if (before != null) {
            before.cancel(false);
        }
        return agents.freeze(vm);
    }

    Outcome thaw(VmId vm) throws LibvirtException {
        var outcome = agents.thaw(vm);
        forget(vm);
        return outcome;
    }

    private void thawNow(VmId vm) {
        try {
            agents.thaw(vm);
            log.atInfo().addKeyValue("vm", vm).log("guest writes again");
        } catch (LibvirtException | HypervisorException e) {
            log.atWarn()
                    .addKeyValue("vm", vm)
                    .addKeyValue("reason", e.getMessage())
                    .log("guest cannot be thawed");
        }
        forget(vm);
    }

    private void forget(VmId vm) {
        var timely = due.remove(vm);
        if (timely != null) {
            timely.cancel(false);
        }
        try {
            Files.deleteIfExists(note(vm));
        } catch (IOException e) {
            log.atWarn().addKeyValue("vm", vm).setCause(e).log("a thawed guest is noted as frozen still");
        }
    }

    private Path note(VmId vm) {
        return directory.resolve(vm.toString());
    }

    /** Those still frozen are thawed by the next agent. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
