package io.oriel.host.libvirt;

import io.oriel.host.libvirt.HypervisorException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The directories, configuration and certificates of a libvirtd of our own. */
final class LibvirtdFiles {
    /** Our directory, and where libvirt looks for it. */
    static final Map<String, String> DIRECTORIES = Map.of(
            "etc", "/etc/libvirt",
            "run", "/run/libvirt",
            "lib", "/var/lib/libvirt",
            "cache", "/var/cache/libvirt",
            "log", "/var/log/libvirt");

    private final LibvirtSettings settings;
    private final Path root;
    private final LockDaemon locks;

    LibvirtdFiles(LibvirtSettings settings, Path root, LockDaemon locks) {
        this.settings = settings;
        this.root = root;
        this.locks = locks;
    }

    /** Writes all of it anew, before libvirtd is started. */
    void write(QemuUser user, Optional<MigrationTls> migration) throws IOException {
        for (var name : DIRECTORIES.keySet()) {
            Files.createDirectories(root.resolve(name));
        }
        var etc = root.resolve("etc");
        var identity = etc.resolve("host-uuid");
        if (!Files.exists(identity)) {
            Files.writeString(identity, UUID.randomUUID().toString());
        }
        Files.writeString(
                etc.resolve("libvirtd.conf"),
                """
                auth_unix_ro = "none"
                auth_unix_rw = "none"
                unix_sock_ro_perms = "0700"
                unix_sock_rw_perms = "0700"
                host_uuid = "%s"
                max_clients = 100
                log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
                """.formatted(Files.readString(identity).strip())
                        + migration.map(MigrationTls::libvirtdConfiguration).orElse(""));
        locks.configure();
        Files.writeString(
                etc.resolve("qemu.conf"),
                """
                security_driver = "%s"
                user = "%s"
                group = "%s"
                dynamic_ownership = %d
                remember_owner = 0
                stdio_handler = "file"
                namespaces = []
                cgroup_controllers = []
                remote_display_port_max = 6923
                """.formatted(Confinement.driver(), user.name(), user.group(), user.isRoot() ? 0 : 1)
                        + LockDaemon.QEMU_CONF
                        + tls(user)
                        + migration.map(MigrationTls::qemuConfiguration).orElse(""));
    }

    /** Running VMs may come and go where displays may be reached from other machines, with a certificate for that. */
    Optional<MigrationTls> migration() {
        if (!settings.tls() || !Files.exists(settings.migrationTls())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MigrationTls(
                    settings.migrationTls(),
                    root.resolve(MigrationTls.DIRECTORY),
                    settings.displayListen(),
                    settings.migrationPort(),
                    QemuUser.of(settings).name(),
                    root.resolve("run/libvirt-admin-sock")));
        } catch (IOException e) {
            throw new HypervisorException(Code.STORAGE, "the users of this machine cannot be read", e);
        }
    }

    /** VMs that start from now on show the renewed certificate; its key is the same, so the two always fit. */
    void refreshDisplayCertificate() {
        try {
            tls(QemuUser.of(settings));
        } catch (IOException e) {
            throw new HypervisorException(Code.STORAGE, "the display certificate cannot be put in place", e);
        }
    }

    /** qemu reads certificate and key from a directory in which the names are fixed. */
    private String tls(QemuUser user) throws IOException {
        if (!settings.tls()) {
            return "";
        }
        var directory = Files.createDirectories(root.resolve("display"));
        var identity = settings.displayTls();
        copy(identity, directory.resolve("server-cert.pem"), user);
        copy(identity, directory.resolve("server-key.pem"), user);
        copy(identity.resolveSibling("ca.pem"), directory.resolve("ca-cert.pem"), user);
        return """
                spice_tls = 1
                spice_tls_x509_cert_dir = "%1$s"
                vnc_tls = 1
                vnc_tls_x509_cert_dir = "%1$s"
                vnc_tls_x509_verify = 0
                """.formatted(directory);
    }

    private static void copy(Path from, Path to, QemuUser user) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("r--------"));
        var lookup = to.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(to, lookup.lookupPrincipalByName(user.name()));
    }
}
