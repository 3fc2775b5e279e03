package io.oriel.display.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.rig.ControlPlaneServer;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpGrantsTest extends GrantsContract {
    @TempDir
    Path directory;

    private TestCertificates certificates;
    private TlsMaterial gatewayTls;
    private ControlPlaneServer server;
    private ControlClient client;

    @BeforeEach
    void start() throws Exception {
        certificates = new TestCertificates(directory);
        server = new ControlPlaneServer(
                controlPlane, tls("control", new PeerIdentity.ControlPlane(UUID.randomUUID())), 0);
        gatewayTls = tls("gateway", new PeerIdentity.Gateway(UUID.randomUUID()));
        client = new ControlClient(server.address(), gatewayTls);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private TlsMaterial tls(String name, PeerIdentity identity) throws Exception {
        return TlsMaterial.load(certificates.peer(name, identity), certificates.ca());
    }

    @Override
    Grants grants() {
        return new HttpGrants(client);
    }

    @Test
    void A28_onlyAControlPlaneIsAsked() throws Exception {
        // Given
        var request = new RedeemRequest(new TicketHash("00"), DisplayProtocol.RFB, "192.0.2.7");
        try (var host = new ControlPlaneServer(controlPlane, tls("host", new PeerIdentity.Host(UUID.randomUUID())), 0);
                var misled = new ControlClient(host.address(), gatewayTls)) {
            // When
            var answer =
                    new HttpGrants(misled).redeem(request).toCompletableFuture().get(15, TimeUnit.SECONDS);
            // Then
            assertThat(answer).isInstanceOf(Redemption.Unavailable.class);
            assertThat(controlPlane.redeemed()).isZero();
        }
    }

    @Test
    void revocationsArriveAndTheStreamComesBackAfterALoss() throws Exception {
        // Given
        var first = new Revocation(1, new SessionId(UUID.randomUUID()), CloseReason.TAKEN_OVER);
        var second = new Revocation(2, new SessionId(UUID.randomUUID()), CloseReason.GIVEN_BACK);
        var seen = new CopyOnWriteArrayList<Revocation>();
        try (var reader = new RevocationReader(client, seen::add)) {
            TestGateway.eventually(reader::connected);
            server.revoke(first);
            TestGateway.eventually(() -> seen.contains(first));
            // When
            int port = server.address().getPort();
            server.close();
            TestGateway.eventually(() -> !reader.connected());
            server = new ControlPlaneServer(
                    controlPlane, tls("control2", new PeerIdentity.ControlPlane(UUID.randomUUID())), port);
            server.revoke(second);
            // Then
            TestGateway.eventually(() -> seen.contains(second));
            assertThat(seen).containsExactly(first, second);
        }
    }
}
