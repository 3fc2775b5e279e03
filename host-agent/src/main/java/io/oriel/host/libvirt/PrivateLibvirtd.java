package io.oriel.host.libvirt;

import io.oriel.host.libvirt.HypervisorException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A libvirtd of our own, for root on a machine whose service manager runs none (a container, say).
 *
 * <p>It lives in its own session and its own mount namespace, in which libvirt's directories are directories of our
 * state: it meets no other libvirtd, outlives us, and is found again by its socket. Guests' processes outlive it too.
 */
final class PrivateLibvirtd {
    private static final Logger log = LoggerFactory.getLogger(PrivateLibvirtd.class);
    private static final Duration START = Duration.ofSeconds(20);

    /** Our directory, and where libvirt looks for it. */
    private static final Map<String, String> DIRECTORIES = Map.of(
            "etc", "/etc/libvirt",
            "run", "/run/libvirt",
            "lib", "/var/lib/libvirt",
            "cache", "/var/cache/libvirt",
            "log", "/var/log/libvirt");

    /** Longest path a Unix socket can have, less the ending NUL. */
    private static final int SOCKET_PATH = 107;

    private final LibvirtSettings settings;
    private final Path root;
    private final LockDaemon locks;

    PrivateLibvirtd(LibvirtSettings settings) {
        this.settings = settings;
        this.root = settings.state().toAbsolutePath().normalize().resolve("libvirt");
        this.locks = new LockDaemon(root);
    }

    String uri() {
        return "qemu+unix:///system?socket=" + socket();
    }

    private Path socket() {
        return root.resolve("run/libvirt-sock");
    }

    boolean answers() {
        return Files.exists(socket()) && HypervisorConnection.answers(uri());
    }

    /** Starts it unless it answers. */
    void ensureRunning() {
        if (answers()) {
            return;
        }
        if (socket().toString().length() > SOCKET_PATH) {
            throw new HypervisorException(
                    Code.STORAGE, "the state directory's path is too long for a socket; choose a shorter one: " + root);
        }
        var libvirtd = program("libvirtd", "libvirt-daemon-system");
        program("qemu-system-x86_64", "qemu-system-x86");
        var unshare = program("unshare", "util-linux");
        var setsid = program("setsid", "util-linux");
        try {
            var user = QemuUser.of(settings);
            var migration = migration();
            migration.ifPresent(MigrationTls::refresh);
            configure(user, migration);
            launch(setsid, unshare, libvirtd, user, migration.isPresent());
            log.atInfo()
                    .addKeyValue("directory", root)
                    .log("started a libvirtd of our own: no service manager runs one");
        } catch (IOException e) {
            throw new HypervisorException(Code.STORAGE, "libvirtd cannot be set up in " + root, e);
        }
    }

    private void configure(QemuUser user, Optional<MigrationTls> migration) throws IOException {
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
                    root.resolve("migration"),
                    settings.displayListen(),
                    settings.migrationPort(),
                    QemuUser.of(settings).name()));
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

    private void launch(Path setsid, Path unshare, Path libvirtd, QemuUser user, boolean listens) throws IOException {
        Files.deleteIfExists(socket());
        var script = new StringBuilder("set -e\n");
        for (var directory : DIRECTORIES.entrySet()) {
            script.append("mkdir -p ")
                    .append(directory.getValue())
                    .append("; mount --bind \"$1/")
                    .append(directory.getKey())
                    .append("\" ")
                    .append(directory.getValue())
                    .append('\n');
        }
        if (!user.isRoot() && settings.accelerator().resolved() == Accelerator.TCG && Files.exists(QemuUser.KVM)) {
            // libvirt asks qemu with rights that qemu's user has not, finds KVM, finds it inaccessible, and asks again
            // before every start, which takes seconds
            var veil = root.resolve("no-kvm");
            Files.deleteIfExists(veil);
            Files.createFile(veil, PosixFilePermissions.asFileAttribute(Set.of()));
            script.append("mount --bind \"$1/no-kvm\" /dev/kvm\n");
        }
        script.append(locks.start());
        script.append("exec \"$2\"")
                .append(listens ? " --listen" : "")
                .append(" --pid-file /run/libvirt/libvirtd.pid\n");
        var output = root.resolve("log/start.log").toFile();
        var builder = new ProcessBuilder(List.of(
                        setsid.toString(),
                        "--fork",
                        unshare.toString(),
                        "--mount",
                        "--propagation",
                        "slave",
                        "/bin/sh",
                        "-c",
                        script.toString(),
                        "sh",
                        root.toString(),
                        libvirtd.toString()))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME", "/root",
                        "LC_ALL", "C.UTF-8"));
        builder.start();
        awaitAnswer(output.toPath());
    }

    private void awaitAnswer(Path output) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline) {
                var said = Files.readString(output, StandardCharsets.UTF_8).strip();
                throw new HypervisorException(
                        Code.UNREACHABLE,
                        "our libvirtd did not start; see " + root.resolve("log")
                                + (said.isEmpty()
                                        ? ""
                                        : ": " + said.lines().findFirst().orElse("")));
            }
            pause(50);
        }
    }

    /** Ends it with its virtlockd, and waits until they are gone. */
    void stop() {
        end();
        locks.stop();
    }

    private void end() {
        process().ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException _) {
                log.atWarn().addKeyValue("pid", process.pid()).log("our libvirtd does not end");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Ends libvirtd when its virtlockd has died, and says whether it did. libvirtd opens the lockspace only when it
     * starts, so both must start together. Guests run on; qemu's own locks on their images hold.
     */
    synchronized boolean endWithoutLocks() {
        if (process().isEmpty() || locks.runs()) {
            return false;
        }
        log.atWarn().log("virtlockd has died: starting libvirtd again together with it");
        end();
        return true;
    }

    private Optional<ProcessHandle> process() {
        return process(root.resolve("run/libvirtd.pid"), "libvirtd");
    }

    /** The process of a pid file, if it still is one of this name: numbers are used again. */
    static Optional<ProcessHandle> process(Path pidFile, String program) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            var name = Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
            return name.equals(program) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Where a program of the system is. */
    static Path program(String name, String debianPackage) {
        return List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin").stream()
                .map(directory -> Path.of(directory, name))
                .filter(p -> Files.isExecutable(p) && !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .orElseThrow(() -> new HypervisorException(
                        Code.MISSING_PACKAGE, name + " is not installed: install the package " + debianPackage));
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Code.UNREACHABLE, "interrupted while libvirtd started", e);
        }
    }
}
