package io.oriel.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/** Our client against an agent with a good certificate and bad manners, or of another version. */
class HostileAgentTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HELLO =
            "{\"type\":\"Hello\",\"epoch\":\"6dd3d0d2-6ea5-4d2b-8e0f-7b43b6a1a5a1\",\"sequence\":1,\"resync\":false}\n";

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
    private final HostId host = new HostId(UUID.randomUUID());
    private final AtomicReference<Flux<String>> body = new AtomicReference<>(Flux.empty());
    private final AtomicReference<String> speaks = new AtomicReference<>("1");

    @TempDir
    Path directory;

    private DisposableServer server;
    private Peer peer;

    @BeforeEach
    void serve() {
        peer = new Peer(directory, authority);
        var tls = Protocol.server(peer.of(new PeerIdentity.Host(host.value())));
        server = HttpServer.create()
                .bindAddress(() -> new InetSocketAddress("127.0.0.1", 0))
                .secure(ssl -> ssl.sslContext(tls))
                .handle((request, response) -> {
                    response.header(Protocol.HEADER, speaks.get());
                    return understands(request)
                            ? response.sendString(body.get(), StandardCharsets.UTF_8)
                            : response.status(HttpResponseStatus.UPGRADE_REQUIRED)
                                    .sendString(Mono.just("another protocol"));
                })
                .bindNow();
    }

    private boolean understands(HttpServerRequest request) {
        return speaks.get().equals(request.requestHeaders().get(Protocol.HEADER));
    }

    private RemoteHostAgent client(int newest) {
        return new RemoteHostAgent(
                URI.create("https://127.0.0.1:" + server.port()),
                host,
                peer.of(new PeerIdentity.ControlPlane(UUID.randomUUID())),
                newest);
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    @Test
    void A27_aTenMegabyteEventIsCutOffAndNotKept() throws Exception {
        // Given
        body.set(Flux.concat(
                Flux.just(HELLO, "{\"type\":\"VmChanged\",\"text\":\""),
                Flux.range(0, 160).map(_ -> "x".repeat(64 << 10))));
        try (var agent = client(1);
                var events = agent.events(0)) {
            // When
            assertThat(events.next(SOON)).containsInstanceOf(HostEvent.Hello.class);

            // Then
            assertThatThrownBy(() -> events.next(SOON))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("endless line");
        }
    }

    @Test
    void A27_anEventThatCannotBeReadEndsTheStream() throws Exception {
        // Given
        body.set(Flux.just(HELLO, "{\"type\":\"Levitated\"}\n"));
        try (var agent = client(1);
                var events = agent.events(0)) {
            assertThat(events.next(SOON)).containsInstanceOf(HostEvent.Hello.class);

            // When, Then
            assertThatThrownBy(() -> events.next(SOON))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("cannot be read");
        }
    }

    @Test
    void A27_anAnswerWithoutEndIsCutOff() {
        // Given more than any report may have
        body.set(Flux.range(0, 280).map(_ -> "x".repeat(64 << 10)));
        try (var agent = client(1)) {
            // When, Then
            assertThatThrownBy(agent::report).isInstanceOf(AgentException.class).hasMessageContaining("too long");
        }
    }

    @Test
    void anAgentOfTheVersionBeforeIsSpokenToInIts() throws Exception {
        // Given a manager of version 2
        body.set(Flux.just("{\"done\":{\"type\":\"Done\"}}"));
        try (var agent = client(2)) {
            // When, Then the first request is sent again, later ones go at once
            assertThat(agent.execute(Commands.destroy(Commands.id(), 1)))
                    .isEqualTo(new Answer.Ended(new Outcome.Done()));
            assertThat(agent.execute(Commands.destroy(Commands.id(), 1)))
                    .isEqualTo(new Answer.Ended(new Outcome.Done()));
        }
        body.set(Flux.just(HELLO));
        try (var agent = client(2);
                var events = agent.events(0)) {
            assertThat(events.next(SOON)).containsInstanceOf(HostEvent.Hello.class);
        }
    }

    @Test
    void anAgentWhoseVersionWasUpdatedIsSpokenToInTheNew() {
        // Given a manager of version 2 that has spoken version 1
        body.set(Flux.just("{\"done\":{\"type\":\"Done\"}}"));
        try (var agent = client(2)) {
            agent.execute(Commands.destroy(Commands.id(), 1));

            // When
            speaks.set("2");

            // Then
            assertThat(agent.execute(Commands.destroy(Commands.id(), 1)))
                    .isEqualTo(new Answer.Ended(new Outcome.Done()));
        }
    }

    @Test
    void agentsOfOtherVersionsAreRefusedWithWhatToDo() {
        try (var agent = client(3)) {
            assertThatThrownBy(agent::report)
                    .isInstanceOf(AgentException.class)
                    .hasMessage("the agent speaks protocol 1, this control plane 3 and 2; update the agent");
        }
        speaks.set("4");
        try (var agent = client(3)) {
            assertThatThrownBy(agent::report)
                    .isInstanceOf(AgentException.class)
                    .hasMessage("the agent speaks protocol 4, this control plane 3 and 2; update the control plane");
        }
        speaks.set("nonsense");
        try (var agent = client(1)) {
            assertThatThrownBy(agent::report)
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("of no known number");
        }
    }
}
