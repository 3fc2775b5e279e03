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

/**
 * The migration certificate, laid out as libvirt and qemu want it: one directory for libvirtd, which is root, and one
 * for qemu, which is not.
 */
final class MigrationTls {
    private final Path identity;
    private final Path directory;
    private final String listen;
    private final int port;
    private final String qemuUser;

    /**
     * @param identity PEM with key and certificate; {@code ca.pem} lies beside it
     * @param directory of our own
     * @param listen this host's address
     * @param qemuUser who runs guests
     */
    MigrationTls(Path identity, Path directory, String listen, int port, String qemuUser) {
        this.identity = identity;
        this.directory = directory;
        this.listen = listen;
        this.port = port;
        this.qemuUser = qemuUser;
    }

    /** Copies what was renewed since. The libvirtd that runs takes it for what it sends, and at its next start. */
    void refresh() {
        try {
            var ca = identity.resolveSibling("ca.pem");
            var libvirt = Files.createDirectories(libvirt());
            for (var name : List.of("clientcert.pem", "clientkey.pem", "servercert.pem", "serverkey.pem")) {
                copy(identity, libvirt.resolve(name), "root");
            }
            copy(ca, libvirt.resolve("cacert.pem"), "root");
            var qemu = Files.createDirectories(qemu());
            for (var name : List.of("client-cert.pem", "client-key.pem", "server-cert.pem", "server-key.pem")) {
                copy(identity, qemu.resolve(name), qemuUser);
            }
            copy(ca, qemu.resolve("ca-cert.pem"), qemuUser);
        } catch (IOException e) {
            throw new HypervisorException(
                    Code.STORAGE, "the migration certificate " + identity + " cannot be put in place", e);
        }
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
                ca_file = "%3$s/cacert.pem"
                cert_file = "%3$s/servercert.pem"
                key_file = "%3$s/serverkey.pem"
                tls_allowed_dn_list = ["CN=????????-????-????-????-????????????"]
                """.formatted(listen, port, libvirt());
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
