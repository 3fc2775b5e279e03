package io.oriel.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.oriel.certs.Pem;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Enrols one host, and can then call it. */
final class ControlPlaneStandIn implements AutoCloseable {

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
    private final PeerIdentity.Host host;
    private final TlsMaterial tls;
    private final HttpsServer server;
    private final Path joinFile;

    ControlPlaneStandIn(Path directory, UUID hostId) throws IOException {
        host = new PeerIdentity.Host(hostId);
        var pair = KeyPairs.generate();
        var pem = KeyPairs.pem(pair.getPrivate())
                + authority.issue(pair.getPublic(), leaf(Optional.of(new PeerIdentity.ControlPlane(UUID.randomUUID()))))
                + authority.certificatePem();
        tls = TlsMaterial.load(
                Files.writeString(directory.resolve("control.pem"), pem),
                Files.writeString(directory.resolve("control-ca.pem"), authority.certificatePem()));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
        server.createContext("/enroll/v1", this::enrol);
        server.start();
        var control = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
        joinFile = Files.writeString(
                directory.resolve("host.join"), new JoinCode(control, authority.fingerprint(), "once").properties());
    }

    private static Leaf leaf(Optional<PeerIdentity> identity) {
        return new Leaf("peer", identity, List.of(), List.of("127.0.0.1"), true, true, Duration.ofDays(1));
    }

    private void enrol(HttpExchange exchange) throws IOException {
        var answer = new StringBuilder();
        for (var request : Pem.decode(
                "CERTIFICATE REQUEST", new String(exchange.getRequestBody().readAllBytes(), UTF_8))) {
            var key = CertificateAuthority.keyOf(Pem.encode("CERTIFICATE REQUEST", request));
            answer.append(authority.issue(key, leaf(Optional.of(host))));
        }
        var bytes = answer.append(authority.certificatePem()).toString().getBytes(UTF_8);
        exchange.getResponseHeaders()
                .set("Oriel-Installation", UUID.randomUUID().toString());
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    Path joinFile() {
        return joinFile;
    }

    TlsMaterial tls() {
        return tls;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
