package io.oriel.broker.gateway;

import static io.oriel.broker.Shop.ALICE;
import static io.oriel.broker.Shop.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.broker.Shop;
import io.oriel.broker.presence.LocalPresence;
import io.oriel.broker.trust.Certificates;
import io.oriel.broker.trust.Lifetimes;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.grant.ChannelReport;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.Ticket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The control port over real TLS, with certificates from real enrolments. */
class ControlPortTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicLong NANOS = new AtomicLong();

    @TempDir
    static Path temp;

    private static Shop shop;
    private static Gateways gateways;
    private static Joins joins;
    private static ControlPort port;
    private static URI control;

    @BeforeAll
    static void open() {
        shop = new Shop(temp);
        gateways = new Gateways(shop.jdbc);
        joins = new Joins(shop.jdbc, shop.trust);
        var certificates = new Certificates(shop.jdbc, shop.trust);
        var events = shop.estate.events();
        var presence = new LocalPresence(NANOS::get);
        var peers = new PeerCertificates(certificates, presence, events);
        var routes = new GatewayRoutes(gateways, peers, shop.tickets, shop.tracker, shop.revocations);
        shop.revocations.onAdded(routes::nudge);
        var given = new Enrolments.Given(shop.trust, certificates, Lifetimes.standard());
        var hosts = shop.estate.hosts();
        var enrolments = new Enrolments(
                joins,
                new Enrolments.Rows(hosts, shop.estate.admissions(), gateways, new Approvals(shop.jdbc)),
                given,
                presence,
                events,
                shop.database().transaction());
        port = new ControlPort(
                new InetSocketAddress("127.0.0.1", 0),
                shop.trust.controlPlane(temp.resolve("control"), "127.0.0.1", "localhost"),
                routes,
                new EnrolRoute(enrolments),
                new TrustRoutes(peers, new Renewals(hosts, gateways, given, events)));
        control = URI.create("https://127.0.0.1:" + port.port());
    }

    @AfterAll
    static void close() {
        port.close();
        shop.close();
    }

    @BeforeEach
    void begin() {
        NANOS.addAndGet(Duration.ofMinutes(2).toNanos()); // tries of the test before are forgotten
    }

    @Test
    void shouldGiveAHostThreeCertificatesThatSayWhatItsRowSays() throws IOException {
        // Given
        var host = shop.estate.hosts().ensure("h1", "127.0.0.1", 8446);
        var tls = temp.resolve("h1");

        // When
        Enrolment.join(joins.forHost(host.id(), control), tls, List.of("agent", "display", "migration"), "hardware-1");

        // Then
        var agent = leaf(tls.resolve("agent.pem"), tls);
        assertThat(PeerIdentity.of(agent))
                .contains(new PeerIdentity.Host(host.id().value()));
        assertThat(days(agent)).isEqualTo(90);
        var display = leaf(tls.resolve("display.pem"), tls);
        assertThat(PeerIdentity.of(display)).isEmpty();
        assertThat(names(display)).contains("127.0.0.1");
        assertThat(usage(display)).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(days(display)).isEqualTo(730);
        assertThat(days(leaf(tls.resolve("migration.pem"), tls))).isEqualTo(365);
        assertThat(Files.readString(tls.resolve("installation")).strip())
                .isEqualTo(shop.trust.installation().toString());
        assertThat(shop.estate.hosts().find(host.id()).orElseThrow().hardwareId())
                .contains("hardware-1");
    }

    @Test
    void shouldUseAJoinTokenOnce() {
        // Given
        var code = joins.forGateway(gateway("once").id(), control);
        Enrolment.join(code, temp.resolve("once"), List.of("gateway", "public"), "hardware");

        // Then
        assertThatThrownBy(() -> Enrolment.join(code, temp.resolve("twice"), List.of("gateway", "public"), "hardware"))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("unknown, used or expired");
        assertThat(temp.resolve("twice/gateway.pem")).doesNotExist();
    }

    @Test
    void shouldRefuseAnExpiredJoinToken() {
        // Given
        var code = joins.forGateway(gateway("late").id(), control);
        shop.jdbc.sql("update broker.join_token set expires_at = now()").update();

        // Then
        assertThatThrownBy(() -> Enrolment.join(code, temp.resolve("late"), List.of("gateway", "public"), "hardware"))
                .hasMessageContaining("unknown, used or expired");
    }

    @Test
    void shouldNotGiveAGatewayAHostsCertificateAndNotBurnTheToken() {
        // Given
        var code = joins.forGateway(gateway("greedy").id(), control);

        // Then
        assertThatThrownBy(() -> Enrolment.join(code, temp.resolve("greedy"), List.of("agent"), "hardware"))
                .hasMessageContaining("not for these purposes");
        Enrolment.join(code, temp.resolve("greedy"), List.of("gateway", "public"), "hardware");
        assertThat(temp.resolve("greedy/gateway.pem")).exists();
    }

    @Test
    void A27_anotherMachineCannotBecomeAConfirmedHost() {
        // Given
        var host = shop.estate.hosts().ensure("h2", "127.0.0.1", 8446);
        var purposes = List.of("agent", "display", "migration");
        Enrolment.join(joins.forHost(host.id(), control), temp.resolve("h2"), purposes, "hardware-2");

        // Then
        assertThatThrownBy(
                        () -> Enrolment.join(joins.forHost(host.id(), control), temp.resolve("h2b"), purposes, "rogue"))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("another machine already");
    }

    @Test
    void shouldLimitTriesToTenAMinutePerAddress() throws Exception {
        // Given
        var client = client(Optional.empty());
        var request = HttpRequest.newBuilder(control.resolve("/enroll/v1"))
                .header("Oriel-Join-Token", "guess")
                .header("Oriel-Hardware-Id", "hardware")
                .header("Oriel-Purposes", "gateway")
                .POST(HttpRequest.BodyPublishers.ofString(KeyPairs.csrPem(KeyPairs.generate())))
                .build();

        // When
        for (int tries = 0; tries < 10; tries++) {
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(403);
        }
        var eleventh = client.send(request, BodyHandlers.ofString());
        NANOS.addAndGet(Duration.ofSeconds(61).toNanos());
        var later = client.send(request, BodyHandlers.ofString());

        // Then
        assertThat(eleventh.statusCode()).isEqualTo(429);
        assertThat(eleventh.headers().firstValue("Retry-After")).isPresent();
        assertThat(later.statusCode()).isEqualTo(403);
    }

    @Test
    void shouldRefuseAnEnrolmentThatIsNotOne() throws Exception {
        // Given
        var client = client(Optional.empty());
        var token = joins.forGateway(gateway("noise").id(), control).token();

        // Then
        assertThat(enrol(client, token, "gateway", "no PEM at all").statusCode())
                .isEqualTo(400);
        assertThat(enrol(client, token, "gateway,gateway", KeyPairs.csrPem(KeyPairs.generate()))
                        .statusCode())
                .isEqualTo(400);
        assertThat(enrol(
                                client,
                                token,
                                "gateway",
                                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")
                        .statusCode())
                .isEqualTo(400);
        assertThat(enrol(client, token, "gateway", "x".repeat(100_000)).statusCode())
                .isEqualTo(413);
        assertThat(enrol(client, token, "gateway", KeyPairs.csrPem(KeyPairs.generate()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldRedeemReopenReportAndRevokeOverMutualTls() throws Exception {
        // Given
        var row = gateway("whole");
        var client = joined(row, "whole");
        var vm = shop.vm(ALICE);
        var session = shop.open(ALICE, vm, row.id(), DisplayProtocol.SPICE);
        var ticket = shop.tickets.issue(session);
        var lines = new LinkedBlockingQueue<String>();
        var stream = client.sendAsync(
                request("/gateway/v1/revocations?after=0").GET().build(),
                BodyHandlers.fromLineSubscriber(new Lines(lines)));

        // When
        var granted = post(client, "/gateway/v1/redeem", shown(ticket, DisplayProtocol.SPICE));
        var again = post(client, "/gateway/v1/redeem", shown(ticket, DisplayProtocol.SPICE));
        var console = post(client, "/gateway/v1/sessions/" + session.id() + "/console", "");
        var report = client.send(
                request("/gateway/v1/sessions")
                        .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(new GatewayReport(
                                false,
                                List.of(new SessionReport(
                                        session.id(),
                                        2,
                                        List.of(new ChannelReport("main", 10, 20)),
                                        Optional.of(900L),
                                        0,
                                        Map.of(),
                                        Optional.empty()))))))
                        .build(),
                BodyHandlers.ofString());
        shop.sessions.close(ALICE, vm.id(), CloseReason.GIVEN_BACK);
        var revoked = next(lines);
        var over = post(client, "/gateway/v1/sessions/" + session.id() + "/console", "");

        // Then
        assertThat(granted.statusCode()).isEqualTo(200);
        var grant = JSON.readValue(granted.body(), Grant.class);
        assertThat(grant.session()).isEqualTo(session.id());
        assertThat(grant.console().password()).hasSize(32);
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(console.statusCode()).isEqualTo(200);
        assertThat(report.statusCode()).isEqualTo(204);
        assertThat(JSON.readValue(revoked, Revocation.class))
                .satisfies(revocation -> assertThat(revocation.session()).isEqualTo(session.id()))
                .satisfies(revocation -> assertThat(revocation.reason()).isEqualTo(CloseReason.GIVEN_BACK));
        assertThat(over.statusCode()).isEqualTo(410);
        assertThat(gateways.pick()).isPresent();
        stream.cancel(true);
    }

    @Test
    void A28_onlyAGatewaysOwnCertificateOpensTheGatewayRoutes() throws Exception {
        // Given
        var host = shop.estate.hosts().ensure("h3", "127.0.0.1", 8446);
        Enrolment.join(
                joins.forHost(host.id(), control),
                temp.resolve("h3"),
                List.of("agent", "display", "migration"),
                "hardware-3");
        var asHost = client(Optional.of(TlsMaterial.load(temp.resolve("h3/agent.pem"), temp.resolve("h3/ca.pem"))));
        var unknown = issued(shop.trust::issue, UUID.randomUUID(), "unknown");
        var request = new RedeemRequest(
                shown(Ticket.random(new SecureRandom()), DisplayProtocol.RFB).ticket(), DisplayProtocol.RFB, "x");

        // Then
        assertThat(post(client(Optional.empty()), "/gateway/v1/redeem", request).statusCode())
                .isEqualTo(403);
        assertThat(post(asHost, "/gateway/v1/redeem", request).statusCode()).isEqualTo(403);
        assertThat(post(client(Optional.of(unknown)), "/gateway/v1/redeem", request)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void A28_anotherAuthoritysCertificateDoesNotShakeHands() throws Exception {
        // Given
        var row = gateway("evil");
        var evil = CertificateAuthority.create("Oriel CA", Clock.systemUTC());
        var forged = issued(evil::issue, row.id(), "evil");

        // Then
        assertThatThrownBy(() -> post(client(Optional.of(forged)), "/gateway/v1/redeem", "{}"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldRefuseARevokedGatewayAtOnce() throws Exception {
        // Given
        var row = gateway("revoked");
        var client = joined(row, "revoked");
        assertThat(report(client).statusCode()).isEqualTo(204);

        // When
        gateways.revoke(row.id());

        // Then
        assertThat(report(client).statusCode()).isEqualTo(403);
    }

    @Test
    void shouldAnswerNonsenseQuietly() throws Exception {
        // Given
        var client = joined(gateway("nonsense"), "nonsense");

        // Then
        assertThat(post(client, "/gateway/v1/redeem", "{").statusCode()).isEqualTo(400);
        assertThat(post(client, "/gateway/v1/redeem", "{\"evil\":1}").statusCode())
                .isEqualTo(400);
        assertThat(post(client, "/gateway/v1/redeem", "x".repeat(100_000)).statusCode())
                .isEqualTo(413);
        assertThat(post(client, "/gateway/v1/sessions/not-a-uuid/console", "").statusCode())
                .isEqualTo(410);
        assertThat(post(client, "/anything/else", "").statusCode()).isEqualTo(404);
    }

    private static Gateway gateway(String name) {
        return gateways.ensure(name, "desk.example.org", 8444);
    }

    private static HttpClient joined(Gateway row, String directory) {
        var tls = temp.resolve(directory);
        JoinCode code = joins.forGateway(row.id(), control);
        Enrolment.join(code, tls, List.of("gateway", "public"), "hardware");
        return client(Optional.of(TlsMaterial.load(tls.resolve("gateway.pem"), tls.resolve("ca.pem"))));
    }

    private interface Issuer {
        String issue(java.security.PublicKey key, Leaf leaf);
    }

    /** A gateway's certificate from some authority, without enrolment. */
    private static TlsMaterial issued(Issuer issuer, UUID id, String name) throws IOException {
        var pair = KeyPairs.generate();
        var certificate = issuer.issue(
                pair.getPublic(),
                new Leaf(
                        name,
                        Optional.of(new PeerIdentity.Gateway(id)),
                        List.of(),
                        List.of(),
                        false,
                        true,
                        Duration.ofDays(1)));
        var pem = Files.writeString(temp.resolve(name + ".pem"), KeyPairs.pem(pair.getPrivate()) + certificate);
        Files.setPosixFilePermissions(pem, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        var ca = Files.writeString(temp.resolve(name + "-ca.pem"), shop.trust.caPem());
        return TlsMaterial.load(pem, ca);
    }

    private static HttpClient client(Optional<TlsMaterial> identity) {
        try {
            var ours = TlsMaterial.load(temp.resolve("control/control.pem"), temp.resolve("control/ca.pem"));
            var anonymous = javax.net.ssl.SSLContext.getInstance("TLS");
            anonymous.init(null, new javax.net.ssl.TrustManager[] {ours.trustManager()}, null);
            var trusting = identity.map(TlsMaterial::context).orElse(anonymous);
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(trusting)
                    .build();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(control.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> post(HttpClient client, String path, Object body) throws Exception {
        var text = body instanceof String already ? already : JSON.writeValueAsString(body);
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(text)).build(), BodyHandlers.ofString());
    }

    @Test
    void shouldTellAGatewayThatItIsEmptiedAndGiveSessionsToOthers() throws Exception {
        // Given
        var row = gateway("drained");
        var client = joined(row, "drained");
        shop.jdbc
                .sql("update broker.gateway set last_seen = null where id <> :id")
                .param("id", row.id())
                .update();
        assertThat(report(client).statusCode()).isEqualTo(204);
        assertThat(gateways.pick()).map(Gateway::id).contains(row.id());

        // When
        assertThat(gateways.drain(row.id(), Duration.ofHours(2))).isTrue();

        // Then
        var told = report(client);
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(JSON.readValue(told.body(), Receipt.Drain.class).seconds()).isBetween(7_000L, 7_200L);
        assertThat(gateways.pick()).isEmpty();

        // When
        assertThat(gateways.activate(row.id())).isTrue();

        // Then
        assertThat(report(client).statusCode()).isEqualTo(204);
        assertThat(gateways.pick()).isPresent();
        assertThat(gateways.activate(row.id())).isFalse();

        // When: it says that it is about to stop, and then is there again
        report(client, true);
        assertThat(gateways.pick()).isEmpty();
        report(client, false);

        // Then
        assertThat(gateways.pick()).isPresent();
    }

    private static HttpResponse<String> report(HttpClient client) throws Exception {
        return report(client, false);
    }

    private static HttpResponse<String> report(HttpClient client, boolean leaving) throws Exception {
        return client.send(
                request("/gateway/v1/sessions")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"leaving\":%b,\"sessions\":[]}".formatted(leaving)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> enrol(HttpClient client, String token, String purposes, String body)
            throws Exception {
        return client.send(
                request("/enroll/v1")
                        .header("Oriel-Join-Token", token)
                        .header("Oriel-Hardware-Id", "hardware")
                        .header("Oriel-Purposes", purposes)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String next(LinkedBlockingQueue<String> lines) throws InterruptedException {
        while (true) {
            var line = lines.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no revocation came");
            }
            if (!line.isBlank()) {
                return line;
            }
        }
    }

    private static final class Lines implements java.util.concurrent.Flow.Subscriber<String> {
        private final LinkedBlockingQueue<String> lines;

        Lines(LinkedBlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public void onSubscribe(java.util.concurrent.Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable error) {
            // the test has cancelled it
        }

        @Override
        public void onComplete() {
            // the port has closed
        }
    }

    private static X509Certificate leaf(Path pem, Path tls) {
        var material = TlsMaterial.load(pem, tls.resolve("ca.pem"));
        var manager = material.keyManager();
        var alias = java.util.Arrays.stream(new String[] {"EC"})
                .map(type -> manager.chooseEngineServerAlias(type, null, null))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return manager.getCertificateChain(alias)[0];
    }

    private static long days(X509Certificate certificate) {
        return Duration.between(
                        java.time.Instant.now(),
                        certificate.getNotAfter().toInstant().plusSeconds(60))
                .toDays();
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames().stream()
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (java.security.cert.CertificateParsingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> usage(X509Certificate certificate) {
        try {
            return certificate.getExtendedKeyUsage();
        } catch (java.security.cert.CertificateParsingException e) {
            throw new IllegalStateException(e);
        }
    }
}
