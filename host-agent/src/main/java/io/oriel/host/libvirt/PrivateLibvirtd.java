package io.oriel.host.libvirt;

import io.oriel.host.libvirt.HypervisorException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Longest path a Unix socket can have, less the ending NUL. */
    private static final int SOCKET_PATH = 107;

    private final LibvirtSettings settings;
    private final Path root;
    private final LockDaemon locks;
    private final LibvirtdFiles files;

    PrivateLibvirtd(LibvirtSettings settings) {
        this.settings = settings;
        this.root = settings.state().toAbsolutePath().normalize().resolve("libvirt");
        this.locks = new LockDaemon(root);
        this.files = new LibvirtdFiles(settings, root, locks);
    }

    String uri() {
        return "qemu+unix:///system?socket=" + socket();
    }

    private Path socket() {
        return root.resolve("run/libvirt-sock");
    }

    boolean answers() {
        return Files.exists(socket()) && LibvirtChoice.answers(uri());
    }

    /** What it is configured by. */
    LibvirtdFiles files() {
        return files;
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
            var migration = files.migration();
            migration.ifPresent(MigrationTls::place);
            files.write(user, migration);
            launch(setsid, unshare, libvirtd, user, migration.isPresent());
            log.atInfo()
                    .addKeyValue("directory", root)
                    .log("started a libvirtd of our own: no service manager runs one");
        } catch (IOException e) {
            throw new HypervisorException(Code.STORAGE, "libvirtd cannot be set up in " + root, e);
        }
    }

    private void launch(Path setsid, Path unshare, Path libvirtd, QemuUser user, boolean listens) throws IOException {
        Files.deleteIfExists(socket());
        var script = new StringBuilder("set -e\n");
        var directories = new HashMap<>(LibvirtdFiles.DIRECTORIES);
        if (listens) {
            directories.putAll(MigrationTls.MOUNTS);
        }
        for (var directory : directories.entrySet()) {
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
