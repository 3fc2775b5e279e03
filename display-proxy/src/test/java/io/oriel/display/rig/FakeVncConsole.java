package io.oriel.display.rig;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A VNC server that takes any password, describes an empty screen and then only listens; in a multitude of sessions a
 * qemu for each would be too much.
 */
public final class FakeVncConsole implements AutoCloseable {
    private static final String NAME = "desktop";

    private final ServerSocket server;
    private final Set<Socket> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();

    public FakeVncConsole() throws IOException {
        server = new ServerSocket(Qemu.freePort(), 1_024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var link = server.accept();
                    links.add(link);
                    Thread.ofVirtual().start(() -> serve(link));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    /** Where it is. */
    public ConsoleTarget open() {
        return new ConsoleTarget(
                new UUID(0, 1), DisplayProtocol.RFB, "127.0.0.1", server.getLocalPort(), "", "password");
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Bytes that came after the handshakes. */
    public long received() {
        return received.get();
    }

    private void serve(Socket link) {
        try (link) {
            var in = new DataInputStream(link.getInputStream());
            var out = link.getOutputStream();
            out.write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
            in.readNBytes(12);
            out.write(new byte[] {1, 2}); // one security type, VNC
            in.readNBytes(1);
            out.write(new byte[16]);
            in.readNBytes(16);
            out.write(new byte[4]);
            in.readNBytes(1); // ClientInit
            out.write(ByteBuffer.allocate(24 + NAME.length())
                    .putShort((short) 640)
                    .putShort((short) 480)
                    .position(20)
                    .putInt(NAME.length())
                    .put(NAME.getBytes(StandardCharsets.US_ASCII))
                    .array());
            var bytes = new byte[8_192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                received.addAndGet(count);
            }
        } catch (IOException gone) {
            // as any client's connection
        } finally {
            links.remove(link);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var link : links) {
            link.close();
        }
    }
}
