package io.oriel.broker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which machines become hosts, and whose certificates are worth something: over a real control port. */
class TrustTest {
    private static final List<String> HOST = List.of("agent", "display", "migration");

    @TempDir
    static Path temp;

    private static House house;
    private int directories;

    @BeforeAll
    static void open() {
        house = new House(temp);
    }

    @AfterAll
    static void close() {
        house.close();
    }

    /** Another machine each time. */
    @BeforeEach
    void forgetTries() {
        house.database().jdbc().sql("delete from broker.pending_approval").update();
    }

    @Test
    void A27_anotherMachineBecomesAHostOnlyWhenSomebodyApproves() {
        // Given
        var host = host("silent-moved");
        var first = join(host, "machine-1");
        var code = code(host);

        // When
        var asked = refusal(code, "machine-2");
        var entry = house.broker.hosts().show(House.ADMIN, host.name());

        // Then
        assertThat(asked.code()).isEqualTo(TrustException.Code.PENDING);
        assertThat(asked).hasMessageContaining("is another machine already").hasMessageContaining("machine-2");
        assertThat(entry.waiting().orElseThrow().hardwareId()).isEqualTo("machine-2");
        assertThat(entry.host().state()).isInstanceOf(HostState.PendingApproval.class);
        assertThat(entry.host().hardwareId()).as("nothing changed").contains("machine-1");
        assertThat(events()).contains("approve or reject it");

        // When
        house.broker.hosts().approve(House.ADMIN, host.name());
        var tls = temp.resolve("approved");
        Enrolment.join(code, tls, HOST, "machine-2");

        // Then
        assertThat(find(host).hardwareId()).contains("machine-2");
        assertThat(denied(tls)).contains(serial(first)).doesNotContain(serial(tls));
        assertThat(renew(first, "agent").statusCode()).isEqualTo(403);
        assertThat(renew(tls, "agent").statusCode()).isEqualTo(200);
    }

    @Test
    void A27_aSecondLiveAgentWaitsAndARejectedOneIsSentAway() {
        // Given
        var host = house.estate.hosts().list().stream()
                .filter(it -> it.name().equals("simulated"))
                .findFirst()
                .orElseThrow();
        var machine = host.facts().orElseThrow().hardwareId();
        var first = join(host, machine);
        var code = code(host);

        // When
        var asked = refusal(code, machine);
        house.broker.hosts().reject(House.ADMIN, host.name());
        var again = refusal(code, machine);

        // Then
        assertThat(asked.code()).isEqualTo(TrustException.Code.PENDING);
        assertThat(asked).hasMessageContaining("is at work").hasMessageContaining("second one");
        assertThat(again.code()).isEqualTo(TrustException.Code.REFUSED);
        assertThat(again).hasMessageContaining("unknown, used or expired");
        assertThat(renew(first, "agent").statusCode()).as("the first goes on").isEqualTo(200);
        assertThat(find(host).up()).isTrue();
    }

    @Test
    void aBootKeyWorksAtEveryBootUntilItIsRevoked() {
        // Given
        var host = host("silent-diskless");
        var joins = house.broker.joins();
        var key = joins.bootKey(host.id(), Optional.of("127.0.0.1"), house.control());
        var elsewhere = joins.bootKey(host.id(), Optional.of("192.0.2.9"), house.control());

        // When
        var first = temp.resolve("boot-1");
        var second = temp.resolve("boot-2");
        Enrolment.join(key, first, HOST, "diskless");
        Enrolment.join(key, second, HOST, "diskless");

        // Then
        assertThat(denied(second)).as("the boot before is over").contains(serial(first));
        assertThat(refusal(elsewhere, "diskless")).hasMessageContaining("unknown, used or expired");
        assertThat(house.broker.hosts().revokeBootKeys(House.ADMIN, host.name()))
                .isEqualTo(2);
        assertThat(refusal(key, "diskless")).hasMessageContaining("unknown, used or expired");
        assertThat(renew(second, "agent").statusCode()).isEqualTo(200);
    }

    @Test
    void A28_aRemovedHostsCertificatesAreRefusedOnEveryRequest() throws Exception {
        // Given
        var host = host("silent-removed");
        var tls = join(host, "removed");
        var client = client(tls);
        assertThat(post(client, "agent").statusCode()).isEqualTo(200);
        var spare = code(host);

        // When
        house.broker.hosts().remove(House.ADMIN, host.name());

        // Then
        assertThat(post(client, "agent").statusCode())
                .as("on the same connection")
                .isEqualTo(403);
        assertThat(get(client).statusCode()).isEqualTo(403);
        assertThat(refusal(spare, "removed")).hasMessageContaining("unknown, used or expired");
        assertThat(house.database()
                        .jdbc()
                        .sql("select count(*) from broker.certificate where revoked_at is not null")
                        .query(Integer.class)
                        .single())
                .isPositive();
        assertThat(events()).contains("refused the certificate " + serial(tls), "its certificates are denied");
        Await.until("the control plane's own list has it", () -> refuses(house.tls, tls));
    }

    @Test
    void A28_aGatewayGetsNoHostsCertificateAndAForeignRoleNone() throws Exception {
        // Given
        var added = house.broker.gatewayAdmin().add(House.ADMIN, "roles", "gw.example.org", 8444);
        var tls = temp.resolve("roles");
        Enrolment.join(
                house.broker.joins().forGateway(added.entry().gateway().id(), house.control()),
                tls,
                List.of("gateway", "public"),
                "gateway-machine");
        var control = issued(new PeerIdentity.ControlPlane(UUID.randomUUID()), Duration.ofHours(1));
        var unknown = issued(new PeerIdentity.Host(UUID.randomUUID()), Duration.ofHours(1));

        // Then
        assertThat(post(client(tls), "agent").statusCode()).isEqualTo(400);
        assertThat(post(client(tls), "gateway").statusCode()).isEqualTo(200);
        assertThat(post(client(control), "agent").statusCode()).isEqualTo(403);
        assertThat(post(client(unknown), "agent").statusCode()).isEqualTo(403);
        assertThat(get(client(unknown)).statusCode()).isEqualTo(403);
        assertThat(post(client(control), "gateway").statusCode()).isEqualTo(403);
    }

    @Test
    void A28_anotherAuthorityDoesNotShakeHandsAndWhatRunsOutIsRefused() throws Exception {
        // Given
        var host = host("silent-late");
        var identity = new PeerIdentity.Host(host.id().value());
        var evil = CertificateAuthority.create("Oriel CA", Clock.systemUTC());
        var forged = written(evil.issue(pair.getPublic(), leaf(identity, Duration.ofHours(1))));
        var shortLived = issued(identity, Duration.ofSeconds(5));
        var client = client(shortLived);

        // Then
        assertThatThrownBy(() -> post(client(forged), "agent")).isInstanceOf(IOException.class);
        assertThat(post(client, "agent").statusCode()).isEqualTo(200);
        var end = certificate(shortLived).getNotAfter().toInstant();
        Await.until("it has run out", () -> Instant.now().isAfter(end));
        assertThat(post(client, "agent").statusCode())
                .as("on a connection from before")
                .isEqualTo(403);
        assertThatThrownBy(() -> post(client(shortLived), "agent")).isInstanceOf(IOException.class);
    }

    @Test
    void A27_whatASigningRequestSaysIsIgnored() throws Exception {
        // Given
        var host = host("silent-honest");
        var tls = join(host, "honest");
        var csr = temp.resolve("foreign.csr");
        var openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-new",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        temp.resolve("foreign.key").toString(),
                        "-out",
                        csr.toString(),
                        "-subj",
                        "/CN=root",
                        "-addext",
                        "subjectAltName=URI:spiffe://oriel/control-plane/" + UUID.randomUUID()
                                + ",DNS:evil.example.org")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(openssl.waitFor()).isZero();

        // When
        var answer = send(client(tls), "agent", Files.readString(csr));

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        var given = Pem.certificates(answer.body()).getFirst();
        assertThat(PeerIdentity.of(given))
                .contains(new PeerIdentity.Host(host.id().value()));
        assertThat(given.getSubjectX500Principal().getName()).isEqualTo("CN=silent-honest");
        assertThat(String.valueOf(given.getSubjectAlternativeNames())).doesNotContain("evil", "control-plane");
    }

    // ------------------------------------------------------------------ what the tests speak by

    private final java.security.KeyPair pair = KeyPairs.generate();

    private static Host host(String name) {
        return house.estate.hosts().ensure(name, "127.0.0.1", 8446);
    }

    private static Host find(Host host) {
        return house.estate.hosts().find(host.id()).orElseThrow();
    }

    private static JoinCode code(Host host) {
        return house.broker.joins().forHost(host.id(), house.control());
    }

    private Path join(Host host, String machine) {
        var tls = directory();
        Enrolment.join(code(host), tls, HOST, machine);
        return tls;
    }

    private Path directory() {
        return temp.resolve(pair.hashCode() + "-" + directories++);
    }

    private TrustException refusal(JoinCode code, String machine) {
        var tls = directory();
        try {
            Enrolment.join(code, tls, HOST, machine);
        } catch (TrustException e) {
            assertThat(tls.resolve("agent.pem")).doesNotExist();
            return e;
        }
        throw new AssertionError("it joined");
    }

    private static Leaf leaf(PeerIdentity identity, Duration lifetime) {
        return new Leaf("peer", Optional.of(identity), List.of(), List.of(), true, true, lifetime);
    }

    private Path issued(PeerIdentity identity, Duration lifetime) throws IOException {
        return written(house.trust.issue(pair.getPublic(), leaf(identity, lifetime)));
    }

    private Path written(String certificate) throws IOException {
        var tls = Files.createDirectories(directory());
        Files.writeString(tls.resolve("agent.pem"), KeyPairs.pem(pair.getPrivate()) + certificate);
        Files.writeString(tls.resolve("ca.pem"), house.trust.caPem());
        return tls;
    }

    private static X509Certificate certificate(Path tls) {
        try {
            var pem = Files.exists(tls.resolve("agent.pem")) ? "agent.pem" : "gateway.pem";
            return Pem.certificates(Files.readString(tls.resolve(pem))).getFirst();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String serial(Path tls) {
        return TlsMaterial.serial(certificate(tls));
    }

    private static HttpClient client(Path tls) {
        var pem = Files.exists(tls.resolve("agent.pem")) ? "agent.pem" : "gateway.pem";
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(TlsMaterial.load(tls.resolve(pem), tls.resolve("ca.pem"))
                        .context())
                .build();
    }

    private static HttpResponse<String> send(HttpClient client, String purpose, String csr) throws Exception {
        return client.send(
                HttpRequest.newBuilder(house.control().resolve("/renew/v1"))
                        .header("Oriel-Purposes", purpose)
                        .POST(HttpRequest.BodyPublishers.ofString(csr))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(HttpClient client, String purpose) throws Exception {
        return send(client, purpose, KeyPairs.csrPem(KeyPairs.generate()));
    }

    private static HttpResponse<String> get(HttpClient client) throws Exception {
        return client.send(
                HttpRequest.newBuilder(house.control().resolve("/denied/v1")).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> renew(Path tls, String purpose) {
        try {
            return post(client(tls), purpose);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String denied(Path tls) {
        try {
            return get(client(tls)).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean refuses(TlsMaterial by, Path tls) {
        return !by.admits(certificate(tls));
    }

    private static String events() {
        return house.estate.events().latest(200).toString();
    }
}
