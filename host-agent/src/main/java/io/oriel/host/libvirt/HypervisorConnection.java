package io.oriel.host.libvirt;

import io.oriel.host.libvirt.HypervisorException.Code;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to libvirt: opened when needed, opened again after libvirtd was restarted.
 *
 * <p>Calls run on threads of the platform, a few of them unless they take long. libvirt keeps its last error per such
 * thread, and a call that takes a second inside C would hold a virtual thread's carrier, of which there are as many as
 * processors.
 *
 * <p>The lock guards opening: two callers that both find the connection broken open one new one.
 */
final class HypervisorConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HypervisorConnection.class);
    private static final int THREADS = 6;
    private static final String CLOSED = "the hypervisor connection is closed";

    /** Something asked of libvirt. */
    @FunctionalInterface
    interface Call<T> {
        T on(Hypervisor hypervisor) throws LibvirtException;
    }

    /** What is done with each newly opened connection, before anyone else uses it. */
    @FunctionalInterface
    interface Opened {
        void on(Hypervisor hypervisor) throws LibvirtException;
    }

    /** Opens one connection. */
    @FunctionalInterface
    interface Door {
        Hypervisor open(String uri) throws LibvirtException;
    }

    private final Optional<PrivateLibvirtd> ownDaemon;
    private final String uri;
    private final Door door;
    private final Opened opened;
    private final Runnable lost;
    private final ExecutorService threads;
    private final ExecutorService longThreads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("libvirt-long-", 0).factory());
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Hypervisor current;
    private volatile boolean closed;

    private HypervisorConnection(
            String uri, Door door, Optional<PrivateLibvirtd> ownDaemon, Opened opened, Runnable lost) {
        this.uri = uri;
        this.door = door;
        this.ownDaemon = ownDaemon;
        this.opened = opened;
        this.lost = lost;
        this.threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("libvirt-", 0).factory());
    }

    /**
     * Finds this user's libvirt and connects.
     *
     * @param opened called with every new connection; when it throws, the connection is not used
     * @param lost called, on any thread, when the connection has broken
     */
    static HypervisorConnection open(LibvirtSettings settings, Opened opened, Runnable lost) {
        EventLoop.start();
        var choice = LibvirtChoice.of(settings);
        return opened(
                new HypervisorConnection(choice.uri(), HypervisorConnection::dial, choice.ownDaemon(), opened, lost));
    }

    /** Connects where one is sent, to no libvirtd of ours; the other parameters as of {@link #open}. */
    static HypervisorConnection through(Door door, String uri, Opened opened, Runnable lost) {
        EventLoop.start();
        return opened(new HypervisorConnection(uri, door, Optional.empty(), opened, lost));
    }

    private static HypervisorConnection opened(HypervisorConnection connection) {
        log.atInfo().addKeyValue("uri", connection.uri).log("hypervisor found");
        try {
            connection.call(_ -> true);
        } catch (LibvirtException e) {
            connection.close();
            throw new HypervisorException(
                    Code.UNREACHABLE, "libvirt at " + connection.uri + " does not answer: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Asks libvirt and waits for its answer, opening the connection first when there is none. */
    <T> T call(Call<T> call) throws LibvirtException {
        return await(submit(threads, call));
    }

    /** As {@link #call}, for what takes long or asks a guest, which may never answer: it holds up no other call. */
    <T> T callLong(Call<T> call) throws LibvirtException {
        return await(begin(call));
    }

    /** Begins what takes long; {@link #await} gives its end. */
    <T> Future<T> begin(Call<T> call) {
        return submit(longThreads, call);
    }

    private <T> Future<T> submit(ExecutorService on, Call<T> call) {
        try {
            return on.submit(() -> now(call));
        } catch (RejectedExecutionException e) {
            throw new HypervisorException(Code.UNREACHABLE, CLOSED, e);
        }
    }

    /** The end of a call. */
    static <T> T await(Future<T> end) throws LibvirtException {
        try {
            return end.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Code.UNREACHABLE, "interrupted while waiting for libvirt", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case LibvirtException libvirt -> throw libvirt;
                case RuntimeException runtime -> throw runtime;
                case null, default -> throw new IllegalStateException("a libvirt call ended strangely", e);
            }
        }
    }

    private <T> T now(Call<T> call) throws LibvirtException {
        var hypervisor = connected();
        try {
            return call.on(hypervisor);
        } catch (LibvirtException e) {
            if (!alive(hypervisor)) {
                drop(hypervisor);
            }
            throw e;
        }
    }

    private Hypervisor connected() throws LibvirtException {
        var there = current;
        if (there != null) {
            return there;
        }
        opening.lock();
        try {
            there = current;
            if (there != null) {
                return there;
            }
            if (closed) {
                throw new HypervisorException(Code.UNREACHABLE, CLOSED);
            }
            ownDaemon.ifPresent(PrivateLibvirtd::ensureRunning);
            var fresh = connect();
            current = fresh;
            return fresh;
        } finally {
            opening.unlock();
        }
    }

    private static Hypervisor dial(String uri) throws LibvirtException {
        var fresh = new Hypervisor(uri);
        try {
            fresh.setKeepAlive(5, 3);
            return fresh;
        } catch (LibvirtException e) {
            fresh.close();
            throw e;
        }
    }

    private Hypervisor connect() throws LibvirtException {
        var fresh = door.open(uri);
        try {
            fresh.registerCloseListener((_, _) -> drop(fresh));
            opened.on(fresh);
            return fresh;
        } catch (LibvirtException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    private static boolean alive(Hypervisor hypervisor) {
        try {
            return hypervisor.isAlive();
        } catch (LibvirtException _) {
            return false;
        }
    }

    /** Stops using a broken connection. It is not freed here: libvirt may be calling us from inside it. */
    private void drop(Hypervisor broken) {
        opening.lock();
        try {
            if (current != broken) {
                return;
            }
            current = null;
        } finally {
            opening.unlock();
        }
        if (!closed) {
            log.atWarn().addKeyValue("uri", uri).log("connection to libvirt lost");
            lost.run();
        }
    }

    /** The display certificate has been renewed: qemu reads it from a directory of its own libvirtd. */
    void displayCertificateRenewed() {
        ownDaemon.ifPresent(own -> own.files().refreshDisplayCertificate());
    }

    /** Ends the libvirtd that is our own; what the machine runs stays. */
    void stopOwnDaemon() {
        close();
        ownDaemon.ifPresent(PrivateLibvirtd::stop);
    }

    /** Whether the machine runs this libvirtd as a service, for others too. */
    boolean isService() {
        return uri.equals(LibvirtChoice.SYSTEM);
    }

    /** How running VMs leave; empty where they cannot. */
    Optional<MigrationTls> migration() {
        return ownDaemon.flatMap(own -> own.files().migration());
    }

    /** Sees that VMs can lock their disks, where that is ours to see to. */
    void ensureLocks() {
        var broken = current;
        if (broken != null && ownDaemon.filter(PrivateLibvirtd::endWithoutLocks).isPresent()) {
            drop(broken);
        }
    }

    boolean hasOwnDaemon() {
        return ownDaemon.isPresent();
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        longThreads.shutdown();
        opening.lock();
        try {
            var last = current;
            current = null;
            if (last != null) {
                last.end();
            }
        } catch (LibvirtException e) {
            log.atDebug().setCause(e).log("libvirt connection did not close cleanly");
        } finally {
            opening.unlock();
        }
    }
}
