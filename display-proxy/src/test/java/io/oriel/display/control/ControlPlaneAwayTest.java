package io.oriel.display.control;

import static io.oriel.display.rig.TestGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.ChannelReport;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.rig.ControlPlaneServer;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.InMemoryGrants;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane is away for a while: what runs goes on, and afterwards it learns all it has missed. */
class ControlPlaneAwayTest {
    @TempDir
    Path directory;

    private static SpiceTestClient main(TestGateway gateway, FakeSpiceConsole console, SessionId session)
            throws IOException {
        var client = new SpiceTestClient(gateway.secure());
        client.link(0, SpiceTestClient.MAIN)
                .show(gateway.ticket(console::open, ChannelPolicy.all(), session)
                        .value());
        return client;
    }

    @Test
    void liveSessionsGoOnAndTheFirstReportAfterwardsSaysEverything() throws Exception {
        var stays = new SessionId(UUID.randomUUID());
        var leaves = IntStream.range(0, 20)
                .mapToObj(_ -> new SessionId(UUID.randomUUID()))
                .toList();
        try (var gateway = new TestGateway(directory);
                var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO)) {
            // Given
            var ticket =
                    gateway.ticket(console::open, ChannelPolicy.all(), stays).value();
            var main = new SpiceTestClient(gateway.secure());
            main.link(0, SpiceTestClient.MAIN).show(ticket);
            assertThat(main.result()).isZero();
            main.init();
            var inputs = new SpiceTestClient(gateway.secure());
            inputs.link(FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS).show(ticket);
            assertThat(inputs.result()).isZero();
            var others = new ArrayList<SpiceTestClient>();
            for (var session : leaves) {
                others.add(main(gateway, console, session));
                assertThat(others.getLast().result()).isZero();
            }
            // When
            gateway.grants().away(true);
            int reported = gateway.grants().reports().size();
            for (var other : others) {
                other.close();
            }
            eventually(() -> gateway.proxy().sessions().size() == 1);
            try (var refused = main(gateway, console, new SessionId(UUID.randomUUID()))) {
                assertThat(refused.result()).isEqualTo(SpiceTestClient.CLOSED);
            }
            eventually(() -> gateway.closed(CloseReason.CONTROL_PLANE_UNAVAILABLE) == 1);
            var key = Hex.bytes("6500 04000000 1e000000");
            inputs.write(key);
            assertThat(inputs.read(key.length)).isEqualTo(key);
            gateway.grants().away(false);
            // Then
            eventually(() -> gateway.grants().reports().size() > reported);
            var first = gateway.grants().reports().get(reported);
            assertThat(first)
                    .filteredOn(report -> report.closed().equals(Optional.of(CloseReason.CLIENT_CLOSED)))
                    .extracting(SessionReport::session)
                    .containsExactlyInAnyOrderElementsOf(leaves);
            assertThat(first)
                    .filteredOn(report -> report.session().equals(stays))
                    .singleElement()
                    .satisfies(report -> assertThat(report.channels())
                            .contains(new ChannelReport("inputs", key.length, key.length)));
            eventually(() -> gateway.proxy().sessions().reports().size() == 1);
            main.close();
            inputs.close();
        }
    }

    private TlsMaterial tls(TestCertificates certificates, String name, PeerIdentity identity) throws Exception {
        return TlsMaterial.load(certificates.peer(name, identity), certificates.ca());
    }

    @Test
    void gatewaysComeBackOneAfterTheOther() throws Exception {
        var certificates = new TestCertificates(directory);
        var control = tls(certificates, "control", new PeerIdentity.ControlPlane(UUID.randomUUID()));
        var back = new CopyOnWriteArrayList<Long>();
        var first = new ControlPlaneServer(new InMemoryGrants(), control, 0);
        int port = first.address().getPort();
        var readers = new ArrayList<RevocationReader>();
        var clients = new ArrayList<ControlClient>();
        try {
            // Given
            for (int i = 0; i < 12; i++) {
                var client = new ControlClient(
                        first.address(), tls(certificates, "gateway" + i, new PeerIdentity.Gateway(UUID.randomUUID())));
                clients.add(client);
                readers.add(new RevocationReader(client, _ -> back.add(System.nanoTime())));
            }
            eventually(() -> readers.stream().allMatch(RevocationReader::connected));
            // When
            first.close();
            eventually(() -> readers.stream().noneMatch(RevocationReader::connected));
            try (var second = new ControlPlaneServer(new InMemoryGrants(), control, port)) {
                var told = new Revocation(1, new SessionId(UUID.randomUUID()), CloseReason.REVOKED);
                second.revoke(told); // to each on its arrival
                eventually(() -> back.size() == 12);
            }
            // Then
            var times = back.stream().sorted().toList();
            assertThat(Duration.ofNanos(times.getLast() - times.getFirst())).isGreaterThan(Duration.ofMillis(200));
        } finally {
            readers.forEach(RevocationReader::close);
            clients.forEach(ControlClient::close);
        }
    }

    @Test
    void aStormOfTicketsIsAnsweredAndTheDoorIsOpenAfterIt() throws Exception {
        // Given
        var certificates = new TestCertificates(directory);
        var grants = new InMemoryGrants();
        try (var server = new ControlPlaneServer(
                        grants, tls(certificates, "control", new PeerIdentity.ControlPlane(UUID.randomUUID())), 0);
                var client = new ControlClient(
                        server.address(), tls(certificates, "gateway", new PeerIdentity.Gateway(UUID.randomUUID())))) {
            var door = new HttpGrants(client);
            // When
            var answers = new ArrayList<CompletableFuture<Redemption>>();
            for (int i = 0; i < 500; i++) {
                answers.add(door.redeem(new RedeemRequest(
                                new TicketHash(String.valueOf(i)), DisplayProtocol.RFB, "192.0.2." + i % 250))
                        .toCompletableFuture());
            }
            // Then
            for (var answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS))
                        .isInstanceOfAny(Redemption.Refused.class, Redemption.Unavailable.class);
            }
            var afterwards = new RedeemRequest(new TicketHash("00"), DisplayProtocol.RFB, "192.0.2.7");
            eventually(() -> door.redeem(afterwards).toCompletableFuture().join() instanceof Redemption.Refused);
        }
    }
}
