package io.oriel.host.libvirt;

import io.oriel.host.libvirt.HypervisorException.Code;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt.VirErrorCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libvirt's own thread, one per process: all events arrive on it. */
final class EventLoop {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    /** Kept alive here: C code holds only its address. libvirt would write every error to stderr otherwise. */
    private static final VirErrorCallback QUIET = (_, _) -> {};

    private static boolean runs;

    private EventLoop() {}

    /**
     * Starts it unless it runs; to be called before the first connection is opened.
     *
     * @throws HypervisorException when libvirt is not installed
     */
    static synchronized void start() {
        if (runs) {
            return;
        }
        try {
            Connect.setErrorCallback(QUIET);
            Library.initEventLoop();
        } catch (UnsatisfiedLinkError e) {
            throw new HypervisorException(
                    Code.MISSING_PACKAGE, "libvirt is not installed: install the package libvirt-daemon-system", e);
        } catch (LibvirtException e) {
            throw new HypervisorException(Code.LIBVIRT, "libvirt cannot be used: " + e.getMessage(), e);
        }
        Thread.ofPlatform().daemon().name("libvirt-events").start(EventLoop::run);
        runs = true;
    }

    private static void run() {
        try {
            Library.runEventLoop();
        } catch (LibvirtException | InterruptedException e) {
            log.atError().setCause(e).log("libvirt's event loop has ended");
        }
    }
}
