package io.oriel.loadtest.lab;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What noVNC is to a gateway: RFB 3.8 over a WebSocket, its ticket as the first message. Asks for the screen as fast as
 * it comes, keeps every byte that came, and does not look at it.
 */
public final class RfbVisitor implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int RETURN = 0xff0d;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final SecureRandom random = new SecureRandom();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final CompletableFuture<End> end = new CompletableFuture<>();

    /** How the gateway closed the WebSocket; code 0 when it was cut without a word. */
    public record End(int code, String reason) {}

    /**
     * Connects, and returns when the desktop's screen is described.
     *
     * @param gateway where the gateway is reached from here
     * @throws IOException when it closes before that
     */
    public RfbVisitor(URI gateway, Path ca, String origin, String ticket) throws IOException {
        socket = Trusting.only(ca).getSocketFactory().createSocket(gateway.getHost(), gateway.getPort());
        socket.setSoTimeout(30_000);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        try {
            upgrade(origin);
            send(TEXT, ticket.getBytes(StandardCharsets.US_ASCII));
            handshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        socket.setSoTimeout(0);
        Thread.ofVirtual().name("rfb-visitor").start(this::listen);
    }

    private void upgrade(String origin) throws IOException {
        var key = Base64.getEncoder().encodeToString(random.generateSeed(16));
        out.write(("GET /rfb HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\nOrigin: " + origin
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + answer);
        }
    }

    private void handshake() throws IOException {
        var hello = "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII);
        receive(hello.length);
        send(BINARY, hello);
        receive(2);
        send(BINARY, new byte[] {1});
        receive(4);
        send(BINARY, new byte[] {1});
        receive(24);
    }

    /** At least so many bytes more; the gateway cuts its messages where it likes. */
    private void receive(int count) throws IOException {
        for (int got = 0; got < count; ) {
            got += next().orElseThrow(() -> new IOException("closed: " + end.getNow(new End(0, "")))).length;
        }
    }

    /** The next message's bytes; empty when it was the last. */
    private Optional<byte[]> next() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            var payload = in.readNBytes((int) length);
            if (opcode == CLOSE) {
                end.complete(new End(
                        ByteBuffer.wrap(payload).getShort(),
                        new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)));
                return Optional.empty();
            }
            if (opcode == BINARY) {
                keep(payload);
                return Optional.of(payload);
            }
        }
    }

    private void listen() {
        try {
            ask();
            while (next().isPresent()) {
                ask();
            }
        } catch (IOException cut) {
            end.complete(new End(0, String.valueOf(cut.getMessage())));
        }
    }

    /** A changed part of the screen, of one dot: what is there does not matter, only that it comes. */
    private void ask() throws IOException {
        send(
                BINARY,
                ByteBuffer.allocate(10)
                        .put(new byte[] {3, 1, 0, 0, 0, 0, 0, 16, 0, 16})
                        .array());
    }

    /** Presses and releases the keys of a line, and Return. */
    public void type(String text) throws IOException {
        for (int key : text.chars().toArray()) {
            press(key);
        }
        press(RETURN);
    }

    private void press(int key) throws IOException {
        for (byte down : new byte[] {1, 0}) {
            send(
                    BINARY,
                    ByteBuffer.allocate(8)
                            .put((byte) 4)
                            .put(down)
                            .putShort((short) 0)
                            .putInt(key)
                            .array());
        }
    }

    private synchronized void send(int opcode, byte[] payload) throws IOException {
        var mask = new byte[4];
        random.nextBytes(mask);
        var frame = ByteBuffer.allocate(6 + payload.length)
                .put((byte) (0x80 | opcode))
                .put((byte) (0x80 | payload.length))
                .put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        out.write(frame.array());
        out.flush();
    }

    private void keep(byte[] payload) {
        synchronized (heard) {
            heard.writeBytes(payload);
        }
    }

    /** All that came so far, one character a byte. */
    public String heard() {
        synchronized (heard) {
            return heard.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** Waits for the gateway to close. */
    public End awaitEnd() {
        return end.orTimeout(4, TimeUnit.MINUTES).join();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
