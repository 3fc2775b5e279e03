package io.oriel.loadtest.bench;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.PauseVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.ResumeVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.http.AgentServer;
import io.oriel.host.http.Journal;
import io.oriel.host.http.RemoteHostAgent;
import io.oriel.host.sim.Faults;
import io.oriel.host.sim.SimulatedHost;
import io.oriel.host.sim.SimulatedTime;
import io.oriel.host.sim.SimulatedTimes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** Changes of a simulated VM, as many as come through the journal, its file, mutual TLS and JSON to a listener. */
final class EventRate implements AutoCloseable {
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final int EVENTS = 20_000;

    /** The journal keeps 10,000 for slow readers; who is further behind is cut off. */
    private static final int AHEAD = 5_000;

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final SimulatedHost host = new SimulatedHost(
            "changing", SimulatedTime.by(Clock.systemUTC(), scheduler), SimulatedTimes.none(), Faults.NONE);
    private final VmId vm = new VmId(UUID.randomUUID());
    private final Journal journal;
    private final AgentServer server;
    private final RemoteHostAgent agent;

    EventRate(Path files, BenchCertificates certificates) throws IOException {
        var state = Files.createDirectories(files.resolve("events"));
        var storage = new StorageRef(UUID.randomUUID(), "/srv/oriel");
        var disk = new DiskRef(storage, UUID.randomUUID());
        host.run(new PrepareStorage(command(), TOKEN, storage));
        host.run(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 1 << 20));
        host.run(new StartVm(
                command(), TOKEN, new VmSpec(vm, "changing", 1, 128, List.of(disk), List.of(), false, false)));
        journal = Journal.open(host, state.resolve("journal"));
        server = new AgentServer(
                journal,
                certificates.agent(),
                new InetSocketAddress("127.0.0.1", 0),
                state.resolve("uploads"),
                _ -> true);
        agent = new RemoteHostAgent(
                URI.create("https://127.0.0.1:" + server.port()),
                new HostId(certificates.host()),
                certificates.control());
    }

    /** Events in a second. */
    double second() throws InterruptedException {
        try (var events = agent.events(agent.report().sequence())) {
            while (!(events.next(Duration.ofSeconds(10)).orElseThrow() instanceof HostEvent.Hello)) {
                // until the stream stands
            }
            var seen = new AtomicLong();
            long begun = System.nanoTime();
            var feeding = Thread.ofVirtual().start(() -> feed(seen));
            while (seen.get() < EVENTS) {
                if (events.next(Duration.ofSeconds(10)).orElseThrow() instanceof HostEvent.VmChanged) {
                    seen.incrementAndGet();
                }
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            feeding.join();
            return EVENTS / seconds;
        }
    }

    private void feed(AtomicLong seen) {
        for (int i = 0; i < EVENTS; i++) {
            while (i - seen.get() > AHEAD) {
                Thread.yield();
            }
            host.run(i % 2 == 0 ? new PauseVm(command(), TOKEN, vm) : new ResumeVm(command(), TOKEN, vm));
        }
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }

    @Override
    public void close() {
        agent.close();
        server.close();
        journal.close();
        scheduler.shutdownNow();
    }
}
