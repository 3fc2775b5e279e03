package io.oriel.loadtest.lab;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.AgentException;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.http.RemoteHostAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agents of a laboratory without a control plane: an authority made for the test certifies the hosts, and the test
 * calls their agents as a control plane would.
 */
public final class LabAgents implements AutoCloseable {
    private static final int PORT = 8446;
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final CertificateAuthority authority;
    private final TlsMaterial tls;
    private final List<HostId> hosts = new ArrayList<>();
    private final Map<Integer, Doorway> doors = new HashMap<>();
    private final Map<Integer, HostAgent> agents = new ConcurrentHashMap<>();

    private LabAgents(CertificateAuthority authority, TlsMaterial tls) {
        this.authority = authority;
        this.tls = tls;
    }

    /** Writes into the state of each host what joining an installation would leave there. */
    static LabAgents enrolled(Path lab, int hosts) throws IOException {
        var authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
        var control = Files.createDirectories(lab.resolve("run/control"));
        var identity = new PeerIdentity.ControlPlane(UUID.randomUUID());
        var tls = TlsMaterial.load(
                Files.writeString(
                        control.resolve("control.pem"),
                        pem(authority, "control plane", identity, List.of(), List.of())),
                Files.writeString(control.resolve("ca.pem"), authority.certificatePem()));
        var agents = new LabAgents(authority, tls);
        var installation = UUID.randomUUID();
        for (int number = 1; number <= hosts; number++) {
            agents.enrol(number, lab, installation);
        }
        return agents;
    }

    private void enrol(int number, Path lab, UUID installation) throws IOException {
        var id = UUID.randomUUID();
        hosts.add(new HostId(id));
        var directory = Files.createDirectories(lab.resolve("h" + number + "/agent/tls"));
        for (var purpose : List.of("agent", "display", "migration")) {
            var pem = pem(
                    authority,
                    id.toString(),
                    new PeerIdentity.Host(id),
                    List.of(id.toString()),
                    List.of(address(number)));
            Files.writeString(directory.resolve(purpose + ".pem"), pem);
        }
        Files.writeString(directory.resolve("ca.pem"), authority.certificatePem());
        Files.writeString(directory.resolve("installation"), installation + "\n");
    }

    private static String pem(
            CertificateAuthority authority,
            String name,
            PeerIdentity identity,
            List<String> dnsNames,
            List<String> addresses) {
        var pair = KeyPairs.generate();
        var leaf = new Leaf(name, Optional.of(identity), dnsNames, addresses, true, true, LIFETIME);
        return KeyPairs.pem(pair.getPrivate()) + authority.issue(pair.getPublic(), leaf) + authority.certificatePem();
    }

    public HostId id(int number) {
        return hosts.get(number - 1);
    }

    /** A host's address in the laboratory's network. */
    public static String address(int number) {
        return "10.77.0.1" + number;
    }

    /** The agent of a host, through the laboratory's network. */
    public HostAgent of(Laboratory laboratory, int number) {
        return agents.computeIfAbsent(number, n -> {
            var door = Doorway.into(laboratory.namespace("net"), address(n), PORT);
            doors.put(n, door);
            return new RemoteHostAgent(door.https(), id(n), tls);
        });
    }

    /** A host's report; empty when its agent does not answer now. */
    public Optional<HostReport> report(Laboratory laboratory, int number) {
        try {
            return Optional.of(of(laboratory, number).report());
        } catch (AgentException away) {
            return Optional.empty();
        }
    }

    /** Where a VM moves to when it moves to this host. */
    public MigrationTarget target(int number) {
        return new MigrationTarget(id(number), address(number));
    }

    @Override
    public void close() {
        agents.values().forEach(HostAgent::close);
        doors.values().forEach(Doorway::close);
    }
}
