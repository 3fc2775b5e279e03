package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.LocalHost;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Displays that can be reached from other machines speak TLS and nothing else. */
class TlsDisplaysTest {
    private static final LeaseToken TOKEN = new LeaseToken(1);

    /** Not the address that means plain displays, and still only on this machine. */
    private static final String ADDRESS = "127.0.0.2";

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel test", Clock.systemUTC());

    @Test
    void A26_offLoopbackDisplaysSpeakOnlyTls() throws Exception {
        // Given a host with a libvirtd of its own whose displays listen off loopback
        var state = Files.createTempDirectory("oriel-tls");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        var host = open(state);
        try {
            var vm = started(host, state);
            var consoles = host.vms().stream()
                    .filter(r -> r.id().equals(vm))
                    .findFirst()
                    .orElseThrow()
                    .consoles();
            assertThat(consoles).hasSize(2).allMatch(Console::tls);
            var address = InetAddress.getByName(ADDRESS);

            // When, Then VNC offers VeNCrypt (19) and neither None (1) nor a bare password (2)
            assertThat(VncKnock.securityTypes(address, port(consoles, ConsoleKind.VNC)))
                    .containsExactly(19);

            // When, Then SPICE shows the display certificate, and without TLS nothing answers
            int spice = port(consoles, ConsoleKind.SPICE);
            try (var plain = new Socket(address, spice)) {
                assertThat(SpiceKnock.answer(plain, "")).isEqualTo(SpiceKnock.NOTHING);
            }
            try (var tls = (SSLSocket) trusting().getSocketFactory().createSocket(address, spice)) {
                tls.startHandshake();
                var key = tls.getSession().getPeerCertificates()[0].getPublicKey();
                var pin = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
                assertThat(host.facts().displayPin()).isEqualTo(pin);
                assertThat(SpiceKnock.answer(tls, "")).isEqualTo(SpiceKnock.DENIED);
            }
            host.run(new DestroyVm(command(), TOKEN, vm));
        } finally {
            host.shutdownAll(Duration.ZERO);
            host.close();
            try (var files = Files.walk(state)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private LocalHost open(Path state) throws Exception {
        var keys = KeyPairs.generate();
        var leaf = new Leaf("host", Optional.empty(), List.of(), List.of(ADDRESS), true, false, Duration.ofDays(1));
        Files.writeString(
                state.resolve("display.pem"),
                KeyPairs.pem(keys.getPrivate()) + authority.issue(keys.getPublic(), leaf));
        Files.writeString(state.resolve("ca.pem"), authority.certificatePem());
        try {
            return LibvirtHost.open(new LibvirtSettings(
                    UUID.randomUUID(), state, Accelerator.AUTO, ADDRESS, state.resolve("display.pem")));
        } catch (HypervisorException e) {
            // a service's qemu.conf is not ours to write
            System.err.println("displays with TLS are not tested: " + e.getMessage());
            return Assumptions.abort(String.valueOf(e.getMessage()));
        }
    }

    private static VmId started(LocalHost host, Path state) {
        var storage = new StorageRef(UUID.randomUUID(), state + "/storage");
        var disk = new DiskRef(storage, UUID.randomUUID());
        var vm = new VmSpec(new VmId(UUID.randomUUID()), "tls", 1, 64, List.of(disk), List.of(), false, false);
        assertThat(List.of(
                        host.run(new PrepareStorage(command(), TOKEN, storage)),
                        host.run(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 1 << 20)),
                        host.run(new StartVm(command(), TOKEN, vm))))
                .containsOnly(new Outcome.Done());
        return vm.id();
    }

    private SSLContext trusting() throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                authority.certificatePem().getBytes(StandardCharsets.US_ASCII))));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static int port(List<Console> consoles, ConsoleKind kind) {
        return consoles.stream()
                .filter(c -> c.kind() == kind)
                .findFirst()
                .orElseThrow()
                .port();
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }
}
