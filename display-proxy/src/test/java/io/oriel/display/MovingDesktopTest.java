package io.oriel.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.identity.PeerIdentity;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Whereabouts;
import io.oriel.display.rig.GlibSpiceClient;
import io.oriel.display.rig.Qemu;
import io.oriel.display.rig.RecordingHop;
import io.oriel.display.rig.Required;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real VM moves from one real qemu to another while a real client looks on; both displays are secured and pinned. */
class MovingDesktopTest {
    /** A name that no client may ever see, and that no resolver knows. */
    private static final String HOST = "h2.secret.lab";

    private static final int CHANNELS = 4;

    @TempDir
    Path directory;

    private TestGateway gateway;
    private RecordingHop hop;
    private Qemu here;
    private Qemu there;
    private volatile Qemu host; // the one that the control plane knows to have the VM
    private int memoryPort;
    private final SessionId session = new SessionId(UUID.randomUUID());

    @BeforeAll
    static void programs() {
        Required.program("qemu", Qemu.PROGRAM);
        Required.program("qemu", GlibSpiceClient.PYTHON);
    }

    @BeforeEach
    void start() throws Exception {
        int known = Qemu.freePort();
        gateway = TestGateway.behind(directory, 0, known);
        var certificates = gateway.certificates();
        hop = new RecordingHop(gateway, certificates.peer("hop", new PeerIdentity.Gateway(UUID.randomUUID())), known);
        here = secured("here");
        host = here;
        memoryPort = Qemu.freePort();
        var tls = certificates.qemuDirectory("there");
        there = Qemu.awaiting(tls, TestCertificates.pin(tls.resolve("server-cert.pem")), memoryPort);
        gateway.grants().place(session, new Whereabouts.At("127.0.0.1", there.pin()));
    }

    private Qemu secured(String name) throws Exception {
        var tls = gateway.certificates().qemuDirectory(name);
        return Qemu.secured(tls, TestCertificates.pin(tls.resolve("server-cert.pem")));
    }

    @AfterEach
    void stop() throws Exception {
        hop.close();
        gateway.close();
        here.close();
        there.close();
    }

    private GlibSpiceClient client(ChannelPolicy policy) throws Exception {
        var ticket = gateway.ticket(() -> host.open(DisplayProtocol.SPICE), policy, session);
        var client = GlibSpiceClient.connect(gateway, hop, ticket.value());
        client.awaitEvent("mark 1");
        client.awaitEvent("inputs opened");
        client.awaitEvent("cursor opened");
        return client;
    }

    @Test
    void theClientFollowsWithoutABreak() throws Exception {
        // Given
        try (var client = client(ChannelPolicy.all())) {
            // When
            here.announceMove(there, HOST);
            TestGateway.eventually(() -> there.spiceChannels() == CHANNELS);
            here.moveTo(memoryPort);
            // Then
            client.awaitEvent("migration none");
            TestGateway.eventually(() -> here.spiceChannels() == 0);
            TestGateway.eventually(() -> gateway.proxy().sessions().links() == CHANNELS);
            staysConnected(client);
        }
    }

    /** With a policy the agent's stream is read; it goes on from where the old host left it. */
    @Test
    void A32_theClientFollowsUnderAPolicy() throws Exception {
        // Given
        try (var client = client(ChannelPolicy.without(List.of(Passage.values())))) {
            // When
            here.announceMove(there, HOST);
            TestGateway.eventually(() -> there.spiceChannels() == CHANNELS);
            here.moveTo(memoryPort);
            // Then
            client.awaitEvent("migration none");
            TestGateway.eventually(() -> here.spiceChannels() == 0);
            staysConnected(client);
        }
    }

    /** The memory is there before the client is: it is told to begin anew on the other host. */
    @Test
    void aClientThatIsTooSlowBeginsAnew() throws Exception {
        // Given
        try (var client = client(ChannelPolicy.all())) {
            gateway.grants().away(true); // nobody says where the desktop goes, so its first new link fails
            here.announceMove(there, HOST);
            TestGateway.eventually(() -> gateway.closed(CloseReason.CONTROL_PLANE_UNAVAILABLE) == 1);
            gateway.grants().away(false);
            host = there;
            // When
            here.moveTo(memoryPort);
            // Then
            TestGateway.eventually(() -> there.spiceChannels() == CHANNELS);
            staysConnected(client);
        }
    }

    private void staysConnected(GlibSpiceClient client) throws Exception {
        assertThat(gateway.proxy().sessions().size()).isOne();
        client.key(30);
        client.awaitEvent("typed");
        assertThat(client.events()).doesNotContain("disconnected");
        assertThat(hop.toClient())
                .as("what the client was sent")
                .hasSizeGreaterThan(1_000)
                .doesNotContain(HOST);
    }
}
