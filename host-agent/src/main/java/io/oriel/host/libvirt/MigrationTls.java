package io.oriel.host.libvirt;

import io.oriel.host.libvirt.HypervisorException.Code;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The migration certificate, laid out as libvirt and qemu want it: one directory for libvirtd, which is root, and one
 * for qemu, which is not.
 */
final class MigrationTls {
    private static final Logger log = LoggerFactory.getLogger(MigrationTls.class);

    private static final int UPDATE_SECONDS = 10;

    /** The name of our directory beside libvirtd's. */
    static final String DIRECTORY = "migration";

    /** Our directories, and where libvirtd looks for them: only there does it read its certificate again. */
    static final Map<String, String> MOUNTS =
            Map.of(DIRECTORY + "/CA", "/etc/pki/CA", DIRECTORY + "/server", "/etc/pki/libvirt");

    private final Path identity;
    private final Path directory;
    private final String listen;
    private final int port;
    private final String qemuUser;
    private final Path adminSocket;

    /** Whether libvirtd has read what is in place. One that runs already has read what an earlier agent put there. */
    private volatile boolean told = true;

    /**
     * @param identity PEM with key and certificate; {@code ca.pem} lies beside it
     * @param directory of our own
     * @param listen this host's address
     * @param qemuUser who runs guests
     * @param adminSocket where libvirtd is administered
     */
    MigrationTls(Path identity, Path directory, String listen, int port, String qemuUser, Path adminSocket) {
        this.identity = identity;
        this.directory = directory;
        this.listen = listen;
        this.port = port;
        this.qemuUser = qemuUser;
        this.adminSocket = adminSocket;
    }

    /** Puts the certificate in place, before a libvirtd starts. */
    void place() {
        refresh();
        told = true;
    }

    /** Puts a renewed certificate in place and has the running libvirtd read it. */
    void renew() {
        refresh();
        if (!told) {
            told = libvirtdReadsAgain();
            if (told) {
                log.atInfo().addKeyValue("certificate", identity).log("migration certificate renewed");
            } else {
                log.atWarn()
                        .addKeyValue("certificate", identity)
                        .log("libvirtd keeps the old migration certificate for now; tried again soon");
            }
        }
    }

    /** By a program of libvirt's: its library for this cannot live in one process with the one we use. */
    private boolean libvirtdReadsAgain() {
        try {
            var process = new ProcessBuilder(
                            PrivateLibvirtd.program("virt-admin", "libvirt-clients")
                                    .toString(),
                            "--connect",
                            "libvirtd:///system?socket=" + adminSocket,
                            "server-update-tls",
                            "libvirtd")
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(UPDATE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException | HypervisorException e) {
            log.atDebug().setCause(e).log("virt-admin cannot be run");
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void refresh() {
        try {
            var ca = identity.resolveSibling("ca.pem");
            var libvirt = Files.createDirectories(libvirt());
            if (same(identity, server().resolve("servercert.pem")) && same(ca, libvirt.resolve("cacert.pem"))) {
                return;
            }
            told = false;
            var qemu = Files.createDirectories(qemu());
            for (var name : List.of("client-cert.pem", "client-key.pem", "server-cert.pem", "server-key.pem")) {
                copy(identity, qemu.resolve(name), qemuUser);
            }
            copy(ca, qemu.resolve("ca-cert.pem"), qemuUser);
            for (var name : List.of("clientcert.pem", "clientkey.pem")) {
                copy(identity, libvirt.resolve(name), "root");
            }
            copy(identity, Files.createDirectories(server().resolve("private")).resolve("serverkey.pem"), "root");
            copy(ca, Files.createDirectories(directory.resolve("CA")).resolve("cacert.pem"), "root");
            copy(ca, libvirt.resolve("cacert.pem"), "root");
            // last: by it is seen whether all is in place
            copy(identity, server().resolve("servercert.pem"), "root");
        } catch (IOException e) {
            throw new HypervisorException(
                    Code.STORAGE, "the migration certificate " + identity + " cannot be put in place", e);
        }
    }

    private static boolean same(Path one, Path other) throws IOException {
        return Files.exists(other) && Files.mismatch(one, other) < 0;
    }

    private static void copy(Path from, Path to, String owner) throws IOException {
        var temporary = to.resolveSibling(to.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(temporary, Files.readAllBytes(from));
        var lookup = to.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(temporary, lookup.lookupPrincipalByName(owner));
        Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path server() {
        return directory.resolve("server");
    }

    private Path libvirt() {
        return directory.resolve("libvirt");
    }

    private Path qemu() {
        return directory.resolve("qemu");
    }

    /** For libvirtd.conf. Whoever comes must hold a certificate whose common name is a host's id. */
    String libvirtdConfiguration() {
        return """
                listen_tls = 1
                listen_tcp = 0
                listen_addr = "%1$s"
                tls_port = "%2$d"
                auth_tls = "none"
                tls_allowed_dn_list = ["CN=????????-????-????-????-????????????"]
                """.formatted(listen, port);
    }

    /** For qemu.conf. Memory never comes or goes without TLS. */
    String qemuConfiguration() {
        return """
                migration_address = "%1$s"
                migration_host = "%1$s"
                migrate_tls_x509_cert_dir = "%2$s"
                migrate_tls_x509_verify = 1
                migrate_tls_force = 1
                """.formatted(listen, qemu());
    }

    /** The libvirtd of the host at this address. */
    String uri(String address) {
        return "qemu+tls://%s:%d/system?pkipath=%s"
                .formatted(
                        host(address),
                        port,
                        URLEncoder.encode(libvirt().toString(), StandardCharsets.UTF_8)
                                .replace("+", "%20"));
    }

    /** An address as it stands in a URI. */
    static String host(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
