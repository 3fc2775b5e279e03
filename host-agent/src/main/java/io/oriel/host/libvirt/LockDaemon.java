package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtlockd beside a libvirtd of our own. It must outlive libvirtd: its locks live as long as its process. Started
 * by libvirtd's script, in libvirtd's mount namespace, because its socket's name is fixed.
 */
final class LockDaemon {
    private static final Logger log = LoggerFactory.getLogger(LockDaemon.class);

    /** Lines of qemu.conf. */
    static final String QEMU_CONF = "lock_manager = \"lockd\"\n";

    private final Path root;

    /** Beside the libvirtd whose directories lie here. */
    LockDaemon(Path root) {
        this.root = root;
    }

    /**
     * Writes the configuration. libvirt opens a lockspace only when it may take leases for files by itself; those lie
     * in this host's own directory and mean nothing to other hosts. Ours stand in the domain's XML.
     */
    void configure() throws IOException {
        Files.createDirectories(root.resolve("lib/lockd").resolve(DiskLocks.LOCKSPACE));
        Files.writeString(
                root.resolve("etc/qemu-lockd.conf"), """
                auto_disk_leases = 1
                require_lease_for_disks = 1
                file_lockspace_dir = "%s/%s"
                """.formatted(DiskLocks.LOCKSPACES, DiskLocks.LOCKSPACE));
        Files.writeString(root.resolve("etc/virtlockd.conf"), """
                log_outputs = "3:file:/var/log/libvirt/virtlockd.log"
                max_clients = 4096
                """);
    }

    /** The line of the script that starts it; empty while the one of an earlier libvirtd runs. */
    String start() {
        var virtlockd = PrivateLibvirtd.program("virtlockd", "libvirt-daemon");
        return process().isPresent() ? "" : virtlockd + " --daemon --pid-file /run/libvirt/virtlockd.pid\n";
    }

    /** Whether it runs, without which no VM starts. */
    boolean runs() {
        return process().isPresent();
    }

    /** Ends it, after libvirtd and all guests. */
    void stop() {
        process().ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException _) {
                log.atWarn().addKeyValue("pid", process.pid()).log("our virtlockd does not end");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The process of its pid file, if it still is one of this name: numbers are used again. */
    private Optional<ProcessHandle> process() {
        return PrivateLibvirtd.process(root.resolve("run/virtlockd.pid"), "virtlockd");
    }
}
