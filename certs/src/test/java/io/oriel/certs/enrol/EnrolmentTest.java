package io.oriel.certs.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {

    private static final String TOKEN = "canary-token";
    private static final List<String> PURPOSES = List.of("agent", "display", "migration");

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
    private final PeerIdentity host = new PeerIdentity.Host(UUID.randomUUID());
    private final UUID installation = UUID.randomUUID();

    @TempDir
    Path directory;

    private HttpsServer server;
    private int status = 200;
    private Optional<String> body = Optional.empty();
    private int requests;
    private String seenToken = "";
    private String seenPurposes = "";

    @BeforeEach
    void listen() throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(serverTls(authority, new PeerIdentity.ControlPlane(UUID.randomUUID()))
                        .context()));
        server.createContext("/enroll/v1", this::enrol);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private TlsMaterial serverTls(CertificateAuthority issuer, PeerIdentity identity) throws IOException {
        var pair = KeyPairs.generate();
        var leaf = new Leaf(
                "control", Optional.of(identity), List.of(), List.of("127.0.0.1"), true, true, Duration.ofDays(1));
        var pem = Files.writeString(
                directory.resolve("server.pem"),
                KeyPairs.pem(pair.getPrivate()) + issuer.issue(pair.getPublic(), leaf) + issuer.certificatePem());
        return TlsMaterial.load(pem, Files.writeString(directory.resolve("server-ca.pem"), issuer.certificatePem()));
    }

    /** The control plane's side, as short as it can be. */
    private void enrol(HttpExchange exchange) throws IOException {
        requests++;
        seenToken = String.valueOf(exchange.getRequestHeaders().getFirst("Oriel-Join-Token"));
        seenPurposes = String.valueOf(exchange.getRequestHeaders().getFirst("Oriel-Purposes"));
        var answer = body.orElse(
                        certificates(new String(exchange.getRequestBody().readAllBytes(), UTF_8)))
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Oriel-Installation", installation.toString());
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String certificates(String requestBody) {
        var answer = new StringBuilder();
        for (var request : Pem.decode("CERTIFICATE REQUEST", requestBody)) {
            var key = CertificateAuthority.keyOf(Pem.encode("CERTIFICATE REQUEST", request));
            answer.append(authority.issue(
                    key, new Leaf("h1", Optional.of(host), List.of(), List.of(), true, true, Duration.ofDays(90))));
        }
        return answer.append(authority.certificatePem()).toString();
    }

    private JoinCode code(String fingerprint) {
        return new JoinCode(
                URI.create("https://127.0.0.1:" + server.getAddress().getPort()), fingerprint, TOKEN);
    }

    private Path tls() {
        return directory.resolve("state/tls");
    }

    private void join(JoinCode code) {
        Enrolment.join(code, tls(), PURPOSES, "4c4c4544-0000-1111-2222-333333333333");
    }

    private void refusedWith(TrustException.Code expected, String message, JoinCode code) {
        assertThatThrownBy(() -> join(code)).isInstanceOfSatisfying(TrustException.class, e -> {
            assertThat(e.code()).isEqualTo(expected);
            assertThat(e.getMessage()).contains(message).doesNotContain(TOKEN);
        });
        assertThat(Enrolment.joined(tls())).isFalse();
        assertThat(tls()).doesNotExist();
    }

    @Test
    void joiningWritesAnIdentityThatCanTalk() throws IOException {
        // When
        join(code(authority.fingerprint()));

        // Then
        assertThat(Enrolment.joined(tls())).isTrue();
        assertThat(Files.readString(tls().resolve("installation")).strip()).isEqualTo(installation.toString());
        for (var purpose : PURPOSES) {
            var file = tls().resolve(purpose + ".pem");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(TlsMaterial.load(file, tls().resolve("ca.pem")).self()).contains(host);
        }
        assertThat(seenToken).isEqualTo(TOKEN);
        assertThat(seenPurposes).isEqualTo("agent,display,migration");
    }

    @Test
    void A28_serverOfAnotherAuthorityNeverSeesTheToken() {
        // Given
        var other = CertificateAuthority.create("Oriel", Clock.systemUTC());

        // Then
        refusedWith(TrustException.Code.UNTRUSTED, "join code's authority", code(other.fingerprint()));
        assertThat(requests).isZero();
    }

    @Test
    void A27_anotherHolderOfOurCertificatesIsNoControlPlane() throws IOException {
        // Given
        server.stop(0);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(serverTls(authority, host).context()));
        server.createContext("/enroll/v1", this::enrol);
        server.start();

        // Then
        refusedWith(TrustException.Code.UNTRUSTED, "not a control plane", code(authority.fingerprint()));
        assertThat(requests).isZero();
    }

    @Test
    void refusalIsTheControlPlanesOwnSentence() {
        // Given
        status = 403;
        body = Optional.of("This token was used at 21:04; make a new one.\n");

        // Then
        refusedWith(TrustException.Code.REFUSED, "This token was used at 21:04", code(authority.fingerprint()));
    }

    @Test
    void certificatesForOtherKeysAreRefused() {
        // Given
        var stranger = KeyPairs.csrPem(KeyPairs.generate());
        body = Optional.of(certificates(stranger + stranger + stranger));

        // Then
        refusedWith(TrustException.Code.MALFORMED, "not for the key", code(authority.fingerprint()));
    }

    @Test
    void tooFewCertificatesAreRefused() {
        // Given
        body = Optional.of(authority.certificatePem());

        // Then
        refusedWith(TrustException.Code.MALFORMED, "wanted 4", code(authority.fingerprint()));
    }

    @Test
    void nobodyListeningIsUnreachable() {
        // Given
        var code = code(authority.fingerprint());
        server.stop(0);

        // Then
        refusedWith(TrustException.Code.UNREACHABLE, "no answer", code);
    }

    @Test
    void joinCodeIsReadBackAndNeverShowsItsToken() throws IOException {
        // Given
        var code = code(authority.fingerprint());
        var file = Files.writeString(directory.resolve("host.join"), code.properties());

        // When
        var read = JoinCode.read(file);

        // Then
        assertThat(read).isEqualTo(code);
        assertThat(read.toString()).doesNotContain(TOKEN);
    }

    @Test
    void joinFileThatIsNotOneSaysSo() throws IOException {
        // Given
        var file = Files.writeString(directory.resolve("bad.join"), "control=http://x\n");

        // Then
        assertThatThrownBy(() -> JoinCode.read(file)).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> JoinCode.read(directory.resolve("none.join")))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.code()).isEqualTo(TrustException.Code.FILE));
    }
}
