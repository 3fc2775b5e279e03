package io.oriel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.rig.ControlPlaneServer;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.FakeSpiceConsole.Manner;
import io.oriel.display.rig.GatewayProcess;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.InMemoryGrants;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real gateway program with {@value #STREAMS} people at work, while its control plane dies and comes back. */
class SurvivingStreamsTest {
    private static final int STREAMS = 200;
    private static final int OK = 0;
    private static final byte[] KEY = Hex.bytes("6500 04000000 1e000000");

    @TempDir
    Path directory;

    private final InMemoryGrants grants = new InMemoryGrants();
    private final List<Stream> streams = new ArrayList<>();

    /** One person's two links. */
    private record Stream(SessionId session, SpiceTestClient main, SpiceTestClient inputs) {
        /** A key goes to the desktop and comes back. */
        void lives() throws IOException {
            inputs.write(KEY);
            assertThat(inputs.read(KEY.length)).isEqualTo(KEY);
        }
    }

    private String ticket(SessionId session, Supplier<ConsoleTarget> console) {
        var ticket = Ticket.random(new SecureRandom());
        var policy = ChannelPolicy.all();
        grants.issue(
                ticket, new Grant(session, "desktop", console.get(), policy, List.of(TestGateway.ORIGIN), 16), console);
        return ticket.value();
    }

    private Stream stream(GatewayProcess gateway, FakeSpiceConsole console) throws IOException {
        var session = new SessionId(UUID.randomUUID());
        var ticket = ticket(session, console::open);
        var main = new SpiceTestClient(gateway.secure())
                .link(0, SpiceTestClient.MAIN)
                .show(ticket);
        assertThat(main.result()).isEqualTo(OK);
        var inputs = new SpiceTestClient(gateway.secure())
                .link(main.init(), SpiceTestClient.INPUTS)
                .show(ticket);
        assertThat(inputs.result()).isEqualTo(OK);
        return new Stream(session, main, inputs);
    }

    private void allLive() throws IOException {
        for (var stream : streams) {
            stream.lives();
        }
    }

    @Test
    void noStreamIsLostWhenTheControlPlaneDies() throws Exception {
        var certificates = new TestCertificates(directory);
        var identity = certificates.peer("control", new PeerIdentity.ControlPlane(UUID.randomUUID()));
        var tls = TlsMaterial.load(identity, certificates.ca());
        var first = new ControlPlaneServer(grants, tls, 0);
        var address = first.address();
        try (var gateway = GatewayProcess.start(certificates, directory, address);
                var console = new FakeSpiceConsole(Manner.ECHO)) {
            // Given
            for (int i = 0; i < STREAMS; i++) {
                streams.add(stream(gateway, console));
            }
            allLive();
            // When
            first.close();
            // Then
            TestGateway.eventually(() -> gateway.log().contains("control plane lost"));
            allLive();
            aNewLinkIsRefusedWithAWord(gateway);
            // When
            int told = grants.reports().size();
            try (var second = new ControlPlaneServer(grants, tls, address.getPort())) {
                // Then
                TestGateway.eventually(() -> grants.reports().stream()
                        .skip(told)
                        .anyMatch(report -> report.stream()
                                        .filter(session -> session.links() == 2)
                                        .count()
                                == STREAMS));
                allLive();
                TestGateway.eventually(() -> gateway.log().lastIndexOf("control plane connected")
                        > gateway.log().lastIndexOf("control plane lost"));
                aRevokedSessionIsCut(second);
                streams.add(stream(gateway, console));
                allLive();
            }
        } finally {
            for (var stream : streams) {
                stream.main().close();
                stream.inputs().close();
            }
        }
    }

    private static void aNewLinkIsRefusedWithAWord(GatewayProcess gateway) throws IOException {
        try (var browser = new WebSocketClient(gateway.secure())) {
            assertThat(browser.upgrade(TestGateway.ORIGIN).status()).isEqualTo(101);
            browser.text("t".repeat(43));
            var end = catchThrowableOfType(WebSocketClient.ClosedException.class, browser::read);
            assertThat(end.code()).isEqualTo(4008);
            assertThat(end).hasMessage("CONTROL_PLANE_UNAVAILABLE");
        }
    }

    private void aRevokedSessionIsCut(ControlPlaneServer control) throws IOException {
        var ended = streams.removeFirst();
        long asked = System.nanoTime();
        control.revoke(new Revocation(1, ended.session(), CloseReason.REVOKED));
        ended.inputs().awaitEnd();
        ended.main().awaitEnd();
        // A second is the promise; a machine that does other things beside gets more.
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
    }
}
