package io.oriel.host;

import io.oriel.certs.TrustException;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.certs.enrol.Renewal;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.http.AgentServer;
import io.oriel.host.http.Journal;
import io.oriel.host.libvirt.LibvirtHost;
import io.oriel.host.libvirt.LibvirtSettings;
import io.oriel.host.local.HardwareId;
import io.oriel.host.local.LocalHost;
import io.oriel.host.sim.SimulatedHost;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program's one wiring class: enrol, open the local host, put the journal before it, serve. */
final class RunningAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningAgent.class);
    private static final List<String> PURPOSES = List.of("agent", "display", "migration");
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final AgentSettings settings;
    private final LocalHost local;
    private final Journal journal;
    private final AgentServer server;
    private final Optional<Renewal> renewal;

    private RunningAgent(
            AgentSettings settings, LocalHost local, Journal journal, AgentServer server, Optional<Renewal> renewal) {
        this.settings = settings;
        this.local = local;
        this.journal = journal;
        this.server = server;
        this.renewal = renewal;
    }

    /** Serves when it returns. */
    static RunningAgent start(AgentSettings settings) {
        var tlsDirectory = settings.tls();
        var simulated = settings.simulate() ? Optional.of(simulation(settings)) : Optional.<LocalHost>empty();
        enrol(settings, simulated.map(host -> host.facts().hardwareId()).orElseGet(HardwareId::read));
        var tls = TlsMaterial.load(tlsDirectory.resolve("agent.pem"), tlsDirectory.resolve("ca.pem"));
        var local = simulated.orElseGet(() -> hypervisor(settings));
        var journal = Journal.open(local, settings.state().resolve("journal"));
        // which of them are denied, the material knows: the renewal keeps the list
        Predicate<PeerIdentity> everyControlPlane = _ -> true;
        var server = new AgentServer(
                journal,
                tls,
                new InetSocketAddress(settings.listen(), settings.port()),
                settings.state().resolve("uploads"),
                everyControlPlane);
        return new RunningAgent(settings, local, journal, server, renewal(settings, tls, local));
    }

    private static Optional<Renewal> renewal(AgentSettings settings, TlsMaterial tls, LocalHost local) {
        var control = settings.control().or(() -> Enrolment.control(settings.tls()));
        if (control.isEmpty()) {
            LOG.warn("certificates will not be renewed: set oriel.control.url to the control port's address");
        }
        return control.map(url -> Renewal.start(
                url,
                settings.tls(),
                tls,
                List.of(
                        new Renewal.Purpose("agent", false),
                        new Renewal.Purpose("display", true),
                        new Renewal.Purpose("migration", false)),
                _ -> local.certificatesRenewed()));
    }

    private static void enrol(AgentSettings settings, String hardwareId) {
        if (Enrolment.joined(settings.tls())) {
            return;
        }
        var file = settings.join()
                .orElseThrow(() -> new TrustException(
                        TrustException.Code.FILE, "this host has not joined: set oriel.join to its join file"));
        Enrolment.joinWhenApproved(JoinCode.read(file), settings.tls(), PURPOSES, hardwareId, LOG::warn);
        LOG.info("joined the installation with {}", file);
    }

    private static UUID installation(Path file) {
        try {
            return UUID.fromString(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot read the installation's id in " + file, e);
        }
    }

    private static LocalHost simulation(AgentSettings settings) {
        LOG.warn("simulating: there is no hypervisor, VMs are drawn test cards");
        var scheduler = Executors.newScheduledThreadPool(1);
        return SimulatedHost.remembering(settings.state().resolve("simulated-disks"), scheduler);
    }

    private static LocalHost hypervisor(AgentSettings settings) {
        return LibvirtHost.open(new LibvirtSettings(
                installation(settings.tls().resolve("installation")),
                settings.state(),
                settings.accelerator(),
                settings.listen(),
                settings.tls().resolve("display.pem"),
                settings.tls().resolve("migration.pem"),
                settings.migrationPort()));
    }

    int port() {
        return server.port();
    }

    /** Returns when the server has been closed. */
    void awaitEnd() {
        server.awaitEnd();
    }

    /** Stops serving; guests go on, unless they are to be stopped. */
    @Override
    public void close() {
        renewal.ifPresent(Renewal::close);
        server.close();
        if (settings.stopGuests()) {
            stopGuests();
        }
        journal.close();
    }

    /** Also without guests: a hypervisor of our own ends here. */
    private void stopGuests() {
        var before = running();
        var outcome = local.shutdownAll(GRACE);
        var after = running().stream().map(VmReport::id).collect(Collectors.toSet());
        before.stream()
                .filter(vm -> !after.contains(vm.id()))
                .forEach(vm -> LOG.info("guest {} is shut down", vm.title()));
        if (!outcome.equals(new Outcome.Done())) {
            LOG.warn("guests could not all be stopped: {}", outcome);
        }
    }

    private List<VmReport> running() {
        try {
            return local.vms().stream()
                    .filter(vm -> vm.ours() && vm.power() != VmPower.OFF && vm.power() != VmPower.CRASHED)
                    .toList();
        } catch (RuntimeException e) {
            // its hypervisor ended with the guests
            return List.of();
        }
    }
}
