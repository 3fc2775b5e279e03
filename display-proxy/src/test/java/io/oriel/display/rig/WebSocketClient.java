package io.oriel.display.rig;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** A small WebSocket client over any socket, with nothing hidden: RFC 6455, masked frames, no fragments. */
public final class WebSocketClient implements Closeable {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final SecureRandom random = new SecureRandom();

    /** What the server answered to the upgrade. */
    public record Answer(int status, String head) {}

    public WebSocketClient(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Asks for the upgrade of {@code /rfb}; an empty origin sends no such header. */
    public Answer upgrade(String origin) throws IOException {
        return upgrade("/rfb", origin);
    }

    /** As {@link #upgrade(String)}, at another door. */
    public Answer upgrade(String path, String origin) throws IOException {
        return request("GET " + path + " HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(random.generateSeed(16)) + "\r\n"
                + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n") + "\r\n");
    }

    /** Sends a request head and reads the answer's. */
    public Answer request(String head) throws IOException {
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readByte());
        }
        return new Answer(Integer.parseInt(answer.substring(9, 12)), answer.toString());
    }

    /** The rest of an answer that says how long it is. */
    public byte[] body(Answer answer) throws IOException {
        var length = answer.head()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElseThrow();
        return in.readNBytes(
                Integer.parseInt(length.substring(length.indexOf(':') + 1).strip()));
    }

    public void text(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void binary(byte[] bytes) throws IOException {
        send(BINARY, bytes);
    }

    private void send(int opcode, byte[] payload) throws IOException {
        var mask = new byte[4];
        random.nextBytes(mask);
        var frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    /** How the server closed. */
    public static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int code;

        ClosedException(int code, String reason) {
            super(reason);
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** The next binary message's bytes. */
    public byte[] read() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            var payload = in.readNBytes((int) length);
            switch (opcode) {
                case BINARY -> {
                    return payload;
                }
                case CLOSE ->
                    throw new ClosedException(
                            ByteBuffer.wrap(payload).getShort(),
                            new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
                case PING -> {}
                default -> throw new IOException("opcode " + opcode);
            }
        }
    }

    /** The bytes of the binary messages that come; ends where the server closes. */
    public InputStream input() {
        return new InputStream() {
            private byte[] message = new byte[0];
            private int at;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0; // whoever has all waits for nothing more
                }
                try {
                    while (at == message.length) {
                        message = WebSocketClient.this.read();
                        at = 0;
                    }
                } catch (ClosedException | EOFException end) {
                    return -1;
                }
                int count = Math.min(length, message.length - at);
                System.arraycopy(message, at, to, offset, count);
                at += count;
                return count;
            }
        };
    }

    /** Each write becomes one binary message. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                binary(new byte[] {(byte) one});
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                binary(Arrays.copyOfRange(from, offset, offset + length));
            }
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
