package io.oriel.loadtest.rig;

import io.oriel.broker.gateway.Joins;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.VmReport;
import io.oriel.host.http.AgentServer;
import io.oriel.host.http.Journal;
import io.oriel.host.sim.SimulatedHost;
import io.oriel.host.sim.SimulatedTimes;
import io.oriel.pool.Hosts;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A host agent as its program puts it together, enrolled by a join code, before a simulated host. */
final class SimulatedAgent implements AutoCloseable {
    private static final String NAME = "simulated";
    private static final String ADDRESS = "127.0.0.1";
    private static final int NOT_KNOWN_YET = 1;

    /** Long enough that states are passed through one after the other, short enough for a hundred VMs. */
    private static final SimulatedTimes TIMES = new SimulatedTimes(
            Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(20));

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final Journal journal;
    private final AgentServer server;

    /** Joins, serves on a free port, and makes that port known to the control plane. */
    SimulatedAgent(Path state, Hosts hosts, Joins joins, URI control) {
        var local = new SimulatedHost(NAME, Clock.systemUTC(), scheduler, TIMES);
        var row = hosts.ensure(NAME, ADDRESS, NOT_KNOWN_YET);
        var tls = state.resolve("tls");
        Enrolment.join(
                joins.forHost(row.id(), control),
                tls,
                List.of("agent", "display", "migration"),
                local.facts().hardwareId());
        journal = Journal.open(local, state.resolve("journal"));
        server = new AgentServer(
                journal,
                TlsMaterial.load(tls.resolve("agent.pem"), tls.resolve("ca.pem")),
                new InetSocketAddress(ADDRESS, 0),
                state.resolve("uploads"),
                _ -> true);
        hosts.ensure(NAME, ADDRESS, server.port());
    }

    /** What it reports of its VMs. */
    List<VmReport> vms() {
        return journal.report().vms();
    }

    @Override
    public void close() {
        server.close();
        journal.close();
        scheduler.shutdownNow();
    }
}
