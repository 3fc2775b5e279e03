package io.oriel.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Server and client together, over TLS on loopback. */
class AgentProtocolTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Journal.Pace PACE = new Journal.Pace(Duration.ofMillis(300), Duration.ofMillis(200));

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
    private final HostId host = new HostId(UUID.randomUUID());
    private final PeerIdentity.ControlPlane control = new PeerIdentity.ControlPlane(UUID.randomUUID());
    private final AtomicBoolean denied = new AtomicBoolean();

    @TempDir
    Path directory;

    private Peer peer;
    private FakeLocalHost local;
    private Journal journal;
    private AgentServer server;
    private RemoteHostAgent agent;

    @BeforeEach
    void serve() {
        peer = new Peer(directory, authority);
        open(0);
        agent = client(peer.of(control), host);
    }

    private void open(int port) {
        local = new FakeLocalHost();
        journal = Journal.open(local, directory.resolve("journal"), PACE);
        server = new AgentServer(
                journal,
                peer.of(new PeerIdentity.Host(host.value())),
                new InetSocketAddress("127.0.0.1", port),
                directory.resolve("uploads"),
                _ -> !denied.get());
    }

    private RemoteHostAgent client(TlsMaterial tls, HostId expected) {
        return new RemoteHostAgent(URI.create("https://127.0.0.1:" + server.port()), expected, tls);
    }

    @AfterEach
    void stop() {
        local.letGo();
        agent.close();
        server.close();
        journal.close();
    }

    private static HostEvent next(EventStream stream) throws InterruptedException {
        while (true) {
            var event = stream.next(SOON).orElseThrow();
            if (!(event instanceof HostEvent.Heartbeat)) {
                return event;
            }
        }
    }

    @Test
    void everyCommandArrivesAndItsOutcomeReturns() {
        for (var command : Commands.estate()) {
            assertThat(agent.execute(command)).isEqualTo(new Answer.Ended(new Outcome.Done()));
        }
        local.outcome.set(new Outcome.Refused(Outcome.Reason.NOT_FOUND, "no such VM"));
        for (var command : Commands.console()) {
            assertThat(agent.execute(command)).isEqualTo(new Outcome.Refused(Outcome.Reason.NOT_FOUND, "no such VM"));
        }
        assertThat(local.done)
                .hasSize(Commands.estate().size() + Commands.console().size());
    }

    @Test
    void A30_replayOverTheWireHasOneEffect() {
        // Given
        var command = Commands.destroy(Commands.id(), 1);

        // When
        var first = agent.execute(command);
        var second = agent.execute(command);

        // Then
        assertThat(first).isEqualTo(second);
        assertThat(local.done).hasSize(1);
    }

    @Test
    void slowCommandIsAcceptedAndItsEndComesAsAnEvent() throws InterruptedException {
        // Given
        local.hold();
        var command = Commands.destroy(Commands.id(), 1);
        try (var stream = agent.events(0)) {
            assertThat(next(stream)).isInstanceOf(HostEvent.Hello.class);

            // When
            var answer = agent.execute(command);
            local.letGo();

            // Then
            assertThat(answer).isEqualTo(new Answer.Accepted());
            assertThat(next(stream))
                    .isInstanceOfSatisfying(
                            HostEvent.CommandEnded.class,
                            ended -> assertThat(ended.command()).isEqualTo(command.id()));
        }
    }

    @Test
    void eventsArriveWhileTheyHappenAndHeartbeatsFillSilence() throws InterruptedException {
        // Given
        try (var stream = agent.events(journal.report().sequence())) {
            assertThat(next(stream))
                    .isInstanceOfSatisfying(
                            HostEvent.Hello.class,
                            hello -> assertThat(hello.resync()).isFalse());

            // When
            var silence = stream.next(SOON);
            local.change(FakeLocalHost.vm(Commands.VM, VmPower.RUNNING));
            var change = next(stream);

            // Then
            assertThat(silence).contains(new HostEvent.Heartbeat());
            assertThat(change)
                    .isInstanceOfSatisfying(
                            HostEvent.VmChanged.class,
                            changed ->
                                    assertThat(changed.vm()).isEqualTo(FakeLocalHost.vm(Commands.VM, VmPower.RUNNING)));
        }
    }

    @Test
    void reportAndScreenshotArrive() {
        assertThat(agent.report()).isEqualTo(journal.report());
        assertThat(agent.screenshot(Commands.VM)).asString().isEqualTo(Commands.VM.toString());
    }

    @Test
    void whatStorageHoldsAndAVmIsMadeOfArrives() {
        // Given
        var spec = Commands.seeded();
        local.specs.put(spec.id(), spec);

        // Then
        assertThat(agent.storage(Commands.STORAGE)).isEqualTo(journal.storage(Commands.STORAGE));
        assertThat(agent.inspect(spec.id())).contains(spec);
        assertThat(agent.inspect(new VmId(UUID.randomUUID()))).isEmpty();
        local.broken = true;
        assertThatThrownBy(() -> agent.storage(Commands.STORAGE))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("no storage domain in /srv/a b/");
    }

    @Test
    void whoIsWokenWaitsNoLonger() throws InterruptedException {
        // Given
        try (var stream = agent.events(0)) {
            assertThat(next(stream)).isInstanceOf(HostEvent.Hello.class);

            // When
            stream.wake();

            // Then
            var woken = false;
            for (int i = 0; i < 100 && !woken; i++) {
                woken = stream.next(SOON).isEmpty();
            }
            assertThat(woken).isTrue();
        }
    }

    @Test
    void stoppedAgentEndsItsStreamsAndAnotherEpochAsksForAReport() throws Exception {
        // Given
        var stream = agent.events(0);
        var before = (HostEvent.Hello) next(stream);
        var port = server.port();

        // When
        server.close();
        journal.close();
        assertThatThrownBy(() -> {
                    while (true) {
                        stream.next(SOON);
                    }
                })
                .isInstanceOf(AgentException.class);
        Files.delete(directory.resolve("journal"));
        open(port);

        // Then
        try (var again = agent.events(before.sequence())) {
            var hello = (HostEvent.Hello) next(again);
            assertThat(hello.epoch()).isNotEqualTo(before.epoch());
            assertThat(hello.resync()).isTrue();
        }
    }

    @Test
    void uploadArrivesWholeAndLeavesNothingBehind() throws Exception {
        // Given
        var image = directory.resolve("image.qcow2");
        var bytes = new byte[5_000_001];
        new Random(7).nextBytes(bytes);
        Files.write(image, bytes);
        var disk = Commands.disk();

        // When
        var outcome = agent.upload(disk, image);

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Done());
        assertThat(local.stored).containsOnlyKeys(disk);
        assertThat(local.stored.values()).singleElement().isEqualTo(bytes);
        assertThat(directory.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void refusedUploadSaysWhy() throws IOException {
        // Given
        local.outcome.set(new Outcome.Refused(Outcome.Reason.BAD_IMAGE, "it has a backing file"));
        var image = Files.writeString(directory.resolve("image"), "x");

        // Then
        assertThat(agent.upload(Commands.disk(), image))
                .isEqualTo(new Outcome.Refused(Outcome.Reason.BAD_IMAGE, "it has a backing file"));
    }

    /** Who must not get an answer from an agent. */
    enum Stranger {
        ANOTHER_HOST,
        GATEWAY,
        NAMELESS,
        OTHER_AUTHORITY
    }

    @ParameterizedTest
    @EnumSource(Stranger.class)
    void A28_onlyAControlPlaneOfOurAuthorityIsAnswered(Stranger stranger) {
        // Given
        var tls = switch (stranger) {
            case ANOTHER_HOST -> peer.of(new PeerIdentity.Host(UUID.randomUUID()));
            case GATEWAY -> peer.of(new PeerIdentity.Gateway(UUID.randomUUID()));
            case NAMELESS -> peer.of(Optional.empty(), authority);
            case OTHER_AUTHORITY ->
                peer.of(Optional.of(control), CertificateAuthority.create("Oriel", Clock.systemUTC()));
        };

        // When
        try (var foreign = client(tls, host)) {
            // Then
            assertThatThrownBy(() -> foreign.execute(Commands.destroy(Commands.id(), 1)))
                    .isInstanceOf(AgentException.class);
            assertThatThrownBy(foreign::report).isInstanceOf(AgentException.class);
            assertThatThrownBy(() -> foreign.events(0).next(SOON)).isInstanceOf(AgentException.class);
        }
        assertThat(local.done).isEmpty();
    }

    @Test
    void A28_revokedControlPlaneIsRefusedOnAnOpenConnection() {
        // Given
        assertThat(agent.report()).isNotNull();

        // When
        denied.set(true);

        // Then
        assertThatThrownBy(agent::report).isInstanceOf(AgentException.class).hasMessageContaining("403");
    }

    @Test
    void A28_agentOfAnotherHostNeverReceivesACommand() {
        // When
        try (var misled = client(peer.of(control), new HostId(UUID.randomUUID()))) {
            // Then
            assertThatThrownBy(() -> misled.execute(Commands.destroy(Commands.id(), 1)))
                    .isInstanceOf(AgentException.class);
        }
        assertThat(local.done).isEmpty();
    }

    @Test
    void nobodyListeningIsAnAgentException() {
        // When
        server.close();

        // Then
        assertThatThrownBy(agent::report).isInstanceOf(AgentException.class).hasMessageContaining("cannot be reached");
        assertThatThrownBy(() -> agent.events(0).next(SOON)).isInstanceOf(AgentException.class);
    }
}
