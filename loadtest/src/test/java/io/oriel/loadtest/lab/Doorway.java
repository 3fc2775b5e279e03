package io.oriel.loadtest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A door from this process into a network namespace: a port on loopback whose connections go on from inside.
 *
 * <p>A socket belongs to the namespace of the thread that made it, so one thread moves there and makes them; any thread
 * may use them.
 */
public final class Doorway implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final ServerSocketChannel door;
    private final InetSocketAddress beyond;
    private final ExecutorService inside;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private Doorway(ServerSocketChannel door, InetSocketAddress beyond, ExecutorService inside) {
        this.door = door;
        this.beyond = beyond;
        this.inside = inside;
    }

    /** Opens a door through which one reaches {@code address:port} from inside the namespace of this name. */
    public static Doorway into(String namespace, String address, int port) {
        var inside = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("inside-" + namespace).factory());
        try {
            inside.submit(() -> Namespace.enter("/run/netns/" + namespace)).get();
            var door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var doorway = new Doorway(door, new InetSocketAddress(address, port), inside);
            Thread.ofVirtual().name("door-" + namespace).start(doorway::accept);
            return doorway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot enter the network namespace " + namespace, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at the door of " + namespace, e);
        }
    }

    /** This side of the door, {@code https://127.0.0.1:…}. */
    public URI https() {
        return URI.create("https://127.0.0.1:" + door.socket().getLocalPort());
    }

    private void accept() {
        while (door.isOpen()) {
            try {
                var near = door.accept();
                open.add(near);
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(SocketChannel near) {
        try {
            var far = inside.submit(() -> SocketChannel.open(StandardProtocolFamily.INET))
                    .get();
            open.add(far);
            far.connect(beyond);
            Thread.ofVirtual().start(() -> pump(near, far));
            pump(far, near);
        } catch (IOException | ExecutionException unreachable) {
            shut(near);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            shut(near);
        }
    }

    /** Until either side ends, which ends both. */
    private void pump(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (IOException ended) {
            // closed below, as after a regular end
        } finally {
            shut(from);
            shut(to);
        }
    }

    private void shut(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set.copyOf(open).forEach(this::shut);
        inside.shutdown();
    }

    /** The two calls of the C library the JDK has no word for. */
    private static final class Namespace {
        private static final int READ_ONLY = 0;
        private static final int NETWORK = 0x40000000; // CLONE_NEWNET

        /** Moves the calling thread, and no other, into a network namespace. */
        static boolean enter(String path) {
            var linker = Linker.nativeLinker();
            var library = linker.defaultLookup();
            MethodHandle open = linker.downcallHandle(
                    library.findOrThrow("open"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
            MethodHandle setns = linker.downcallHandle(
                    library.findOrThrow("setns"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            MethodHandle close = linker.downcallHandle(
                    library.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            try (var arena = Arena.ofConfined()) {
                int file = (int) open.invokeExact(arena.allocateFrom(path), READ_ONLY);
                int moved = (int) setns.invokeExact(file, NETWORK);
                int closed = (int) close.invokeExact(file);
                if (file < 0 || moved != 0 || closed != 0) {
                    throw new IllegalStateException("the kernel refuses to enter " + path);
                }
                return true;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
