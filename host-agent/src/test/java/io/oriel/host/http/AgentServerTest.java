package io.oriel.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.identity.PeerIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server against requests our own client does not send. */
class AgentServerTest {

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
    private final FakeLocalHost local = new FakeLocalHost();

    @TempDir
    Path directory;

    private Journal journal;
    private AgentServer server;
    private HttpClient client;

    @BeforeEach
    void serve() throws IOException {
        var peer = new Peer(directory, authority);
        var uploads = Files.createDirectory(directory.resolve("uploads"));
        Files.writeString(uploads.resolve("image-1.part"), "left behind");
        journal = Journal.open(local, directory.resolve("journal"));
        server = new AgentServer(
                journal,
                peer.of(new PeerIdentity.Host(UUID.randomUUID())),
                new InetSocketAddress("127.0.0.1", 0),
                uploads,
                _ -> true);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(peer.of(new PeerIdentity.ControlPlane(UUID.randomUUID()))
                        .context())
                .build();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
        journal.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Oriel-Protocol", "1");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(to("/v1/commands").POST(BodyPublishers.ofString(body)));
    }

    private static String destroy() {
        return new String(Json.bytes(Commands.destroy(Commands.id(), 1)), UTF_8);
    }

    @Test
    void unknownCommandIsAnswered() throws Exception {
        // When
        var response = post("{\"type\":\"Levitate\",\"height\":3}");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"done\":{\"type\":\"Unsupported\",\"command\":\"Levitate\"}}");
        assertThat(response.headers().firstValue("Oriel-Protocol")).contains("1");
    }

    @Test
    void commandWithAnUnknownFieldIsRefusedAndNotEchoed() throws Exception {
        // When
        var response = post(destroy().replaceFirst("}$", ",\"canary\":true}"));

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContain("canary");
        assertThat(local.done).isEmpty();
    }

    @Test
    void overlongCommandIsRefused() throws Exception {
        assertThat(post(" ".repeat(1_100_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void anotherProtocolIsRefused() throws Exception {
        // When
        var response = send(to("/v1/report").setHeader("Oriel-Protocol", "9"));

        // Then
        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.headers().firstValue("Oriel-Protocol")).contains("1");
        assertThat(response.body()).contains("protocol 1");
    }

    @ParameterizedTest
    @CsvSource({
        "/, 404",
        "/v1/commands, 404",
        "/v1/events, 400",
        "/v1/events?after=x, 400",
        "/v1/events?after=1&after=2, 400",
        "/v1/screenshots/../report, 400",
        "/v1/screenshots/me, 400",
        "/v1/images/a/b?path=/x, 404",
    })
    void strangePathsHaveTheirAnswer(String path, int status) throws Exception {
        assertThat(send(to(path)).statusCode()).isEqualTo(status);
    }

    @Test
    void imageForAMalformedPlaceIsRefused() throws Exception {
        var body = BodyPublishers.ofString("x");
        assertThat(send(to("/v1/images/a/b?path=/x").PUT(body)).statusCode()).isEqualTo(400);
        assertThat(send(to("/v1/images/%s/%s".formatted(UUID.randomUUID(), UUID.randomUUID()))
                                .PUT(body))
                        .statusCode())
                .isEqualTo(400);
        assertThat(local.stored).isEmpty();
    }

    @Test
    void imagesLeftBehindByAKilledAgentAreRemoved() {
        assertThat(directory.resolve("uploads")).isEmptyDirectory();
    }
}
