package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.local.LocalHost;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The port on which running VMs arrive: who may come, and with what the host shows itself. */
class MigrationTlsTest {
    /** Not the address that means no migration, and still only on this machine. */
    private static final String ADDRESS = "127.0.0.3";

    /** What libvirtd sends to a client it lets in. */
    private static final int WELCOME = 1;

    private static final Duration SOON = Duration.ofSeconds(60);

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel test", Clock.systemUTC());
    private Path state;
    private LocalHost host;

    @BeforeEach
    void open() throws Exception {
        state = Files.createTempDirectory("oriel-mtls");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        certificate(authority, UUID.randomUUID().toString(), "display.pem");
        certificate(authority, UUID.randomUUID().toString(), "migration.pem");
        Files.writeString(state.resolve("ca.pem"), authority.certificatePem());
        try {
            host = LibvirtHost.open(new LibvirtSettings(
                    UUID.randomUUID(), state, Accelerator.AUTO, ADDRESS, state.resolve("display.pem")));
        } catch (HypervisorException e) {
            // a service's libvirtd.conf is not ours to write
            System.err.println("migration's TLS is not tested: " + e.getMessage());
            Assumptions.abort(String.valueOf(e.getMessage()));
        }
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        if (host != null) {
            host.shutdownAll(Duration.ZERO);
            host.close();
        }
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private PublicKey certificate(CertificateAuthority issuer, String name, String file) throws IOException {
        var keys = KeyPairs.generate();
        var leaf = new Leaf(name, Optional.empty(), List.of(), List.of(ADDRESS), true, true, Duration.ofDays(1));
        var fresh = state.resolve(file + ".fresh");
        Files.writeString(fresh, KeyPairs.pem(keys.getPrivate()) + issuer.issue(keys.getPublic(), leaf));
        Files.move(fresh, state.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return keys.getPublic();
    }

    @Test
    void A28_onlyHostsOfTheInstallationMayComeIn() throws Exception {
        // Given a host, a gateway, and a host of somebody else
        certificate(authority, UUID.randomUUID().toString(), "host.pem");
        certificate(authority, "gateway-1", "gateway.pem");
        var stranger = CertificateAuthority.create("Oriel test", Clock.systemUTC());
        certificate(stranger, UUID.randomUUID().toString(), "stranger.pem");

        // When, Then
        assertThat(letsIn("host.pem")).isTrue();
        assertThat(letsIn("gateway.pem")).isFalse();
        assertThat(letsIn("stranger.pem")).isFalse();
    }

    private boolean letsIn(String file) throws Exception {
        try (var socket = connect(file)) {
            socket.startHandshake();
            return socket.getInputStream().read() == WELCOME;
        } catch (IOException _) {
            return false;
        }
    }

    private SSLSocket connect(String file) throws Exception {
        var context =
                TlsMaterial.load(state.resolve(file), state.resolve("ca.pem")).context();
        var socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getByName(ADDRESS), LibvirtSettings.MIGRATION_PORT);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** libvirtd 9 was seen to end while it took a new certificate; the agent starts it again, and guests run on. */
    @Test
    void aRenewedCertificateIsShownByItself() throws Exception {
        // Given
        certificate(authority, UUID.randomUUID().toString(), "host.pem");

        // When
        var renewed = certificate(authority, UUID.randomUUID().toString(), "migration.pem");

        // Then
        Eventually.within(SOON, "the renewed certificate is shown", () -> {
            try (var socket = connect("host.pem")) {
                socket.startHandshake();
                return socket.getSession()
                        .getPeerCertificates()[0]
                        .getPublicKey()
                        .equals(renewed);
            } catch (IOException libvirtdComesBack) {
                return false;
            }
        });
    }
}
