package io.oriel.display.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLServerSocket;

/**
 * Stands between a client and the gateway, ends TLS on both sides, and keeps every byte that goes to the client. What was
 * one TLS record stays one.
 */
public final class RecordingHop implements AutoCloseable {
    private static final int LARGEST_RECORD = 16 * 1024;

    private final SSLServerSocket door;
    private final TestGateway gateway;
    private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param port where clients come, which is what the gateway tells them */
    public RecordingHop(TestGateway gateway, Path certificate, int port) throws IOException, GeneralSecurityException {
        this.gateway = gateway;
        this.door = (SSLServerSocket) gateway.certificates()
                .serverContext(certificate)
                .getServerSocketFactory()
                .createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** All that clients were sent so far, decrypted, one character a byte. */
    public synchronized String toClient() {
        return toClient.toString(StandardCharsets.ISO_8859_1);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                open.add(client);
                var far = gateway.secure();
                far.setSoTimeout(0);
                open.add(far);
                Thread.ofVirtual().start(() -> pump(client, far, false));
                Thread.ofVirtual().start(() -> pump(far, client, true));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean recorded) {
        var record = new byte[LARGEST_RECORD];
        try (from;
                to) {
            for (int n = from.getInputStream().read(record);
                    n >= 0;
                    n = from.getInputStream().read(record)) {
                if (recorded) {
                    keep(record, n);
                }
                to.getOutputStream().write(record, 0, n);
            }
        } catch (IOException ended) {
            open.remove(from); // both are closed, as after a regular end
        }
    }

    private synchronized void keep(byte[] bytes, int count) {
        toClient.write(bytes, 0, count);
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
