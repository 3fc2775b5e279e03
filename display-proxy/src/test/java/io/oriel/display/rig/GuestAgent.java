package io.oriel.display.rig;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The agent of a guest (spice/vd_agent.h): shares one clipboard and takes files. It is not run by the guest's processor,
 * which only carries its bytes from port to port; to spice-server, the gateway and the client there is no difference.
 *
 * <p>Bytes of the port are chunks ({@code u32 port, u32 size}); a chunk is part of a VDAgentMessage.
 */
public final class GuestAgent implements AutoCloseable {
    public static final int CLIPBOARD = 4;
    public static final int CAPABILITIES = 6;
    public static final int GRAB = 7;
    public static final int REQUEST = 8;
    public static final int FILE_START = 10;
    public static final int FILE_STATUS = 11;
    public static final int FILE_DATA = 12;

    /** REPLY, CLIPBOARD_BY_DEMAND, CLIPBOARD_SELECTION, GUEST_LINEEND_LF, FILE_XFER_DETAILED_ERRORS. */
    private static final int ABLE = 1 << 2 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 14;

    private static final int CLIENT_PORT = 1;
    private static final int UTF8_TEXT = 1;
    private static final int HEAD = 20;
    private static final int LARGEST = 2_048;
    private static final int MAY_SEND = 0;
    private static final int SUCCESS = 3;

    private final ServerSocket server;
    private final List<Integer> heard = new CopyOnWriteArrayList<>();
    private final List<String> pasted = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<Integer, Incoming> incoming = new HashMap<>();
    private volatile String text = "";
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile Optional<Socket> guest = Optional.empty();

    private record Incoming(String name, ByteBuffer bytes) {}

    public GuestAgent() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::run);
    }

    /** Where the guest's second serial port is to be connected to. */
    public int port() {
        return server.getLocalPort();
    }

    /** Waits until the guest carries bytes; what is sent to it before is lost, and with it the borders of messages. */
    void awaitGuest() {
        TestGateway.eventually(ready::isDone);
    }

    /** How many messages of this type have come from the client. */
    public long heard(int type) {
        return heard.stream().filter(it -> it == type).count();
    }

    /** What the client has given of its clipboard, which is asked for whenever it offers it. */
    public List<String> pasted() {
        return pasted;
    }

    /** The files that have come whole, by name. */
    public Map<String, byte[]> files() {
        return files;
    }

    /** Offers the guest's clipboard to the client. */
    public void offer(String next) throws IOException {
        text = next;
        send(GRAB, little(8).putInt(0).putInt(UTF8_TEXT));
    }

    private void run() {
        try (var socket = server.accept()) {
            guest = Optional.of(socket);
            var in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(1);
            ready.complete(null);
            var message = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            while (true) {
                var chunk = little(in);
                if (chunk.getInt() != CLIENT_PORT) {
                    in.skipNBytes(chunk.getInt());
                    continue;
                }
                message.put(in.readNBytes(chunk.getInt()));
                while (message.position() >= HEAD && message.position() >= HEAD + message.getInt(16)) {
                    message.flip();
                    int type = message.getInt(4);
                    var body = new byte[message.getInt(16)];
                    message.position(HEAD).get(body).compact();
                    take(type, ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
                }
            }
        } catch (IOException gone) {
            guest = Optional.empty();
        }
    }

    private void take(int type, ByteBuffer body) throws IOException {
        heard.add(type);
        switch (type) {
            case CAPABILITIES -> {
                if (body.getInt() != 0) {
                    send(CAPABILITIES, little(8).putInt(0).putInt(ABLE));
                }
            }
            case GRAB -> send(REQUEST, little(8).putInt(0).putInt(UTF8_TEXT));
            case REQUEST -> {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                send(
                        CLIPBOARD,
                        little(8 + bytes.length).putInt(0).putInt(UTF8_TEXT).put(bytes));
            }
            case CLIPBOARD -> pasted.add(text(body.position(8)));
            case FILE_START -> {
                int file = body.getInt();
                var words = text(body);
                incoming.put(
                        file,
                        new Incoming(word(words, "name"), ByteBuffer.allocate(Integer.parseInt(word(words, "size")))));
                send(FILE_STATUS, little(8).putInt(file).putInt(MAY_SEND));
            }
            case FILE_DATA -> {
                int file = body.getInt();
                var known = Objects.requireNonNull(incoming.get(file));
                known.bytes().put(body.position(12));
                if (!known.bytes().hasRemaining()) {
                    files.put(known.name(), known.bytes().array());
                    send(FILE_STATUS, little(8).putInt(file).putInt(SUCCESS));
                }
            }
            default -> {}
        }
    }

    /** The value of a key of a key file. */
    private static String word(String words, String key) {
        return words.lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static String text(ByteBuffer rest) {
        var bytes = new byte[rest.remaining()];
        rest.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    }

    private synchronized void send(int type, ByteBuffer body) throws IOException {
        var message = little(HEAD + body.capacity())
                .putInt(1)
                .putInt(type)
                .putLong(0)
                .putInt(body.capacity())
                .put(body.array())
                .array();
        var out = guest.orElseThrow().getOutputStream();
        for (int at = 0; at < message.length; at += LARGEST) {
            int size = Math.min(LARGEST, message.length - at);
            out.write(little(8).putInt(CLIENT_PORT).putInt(size).array());
            out.write(Arrays.copyOfRange(message, at, at + size));
        }
        out.flush();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer little(DataInputStream in) throws IOException {
        var head = new byte[8];
        in.readFully(head);
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (guest.isPresent()) {
            guest.get().close();
        }
    }
}
