package io.oriel.display.rig;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;

/** One link of a SPICE client, in bytes, step by step. */
public final class SpiceTestClient implements AutoCloseable {
    public static final int MAIN = 1;
    public static final int DISPLAY = 2;
    public static final int INPUTS = 3;

    /** The result of a link that was closed without one. */
    public static final int CLOSED = -1;

    private final Closeable connection;
    private final DataInputStream in;
    private final OutputStream out;
    private byte[] publicKey = new byte[0];

    public SpiceTestClient(Socket socket) throws IOException {
        this.connection = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** The same in the binary messages of a WebSocket that is open. */
    public SpiceTestClient(WebSocketClient socket) {
        this.connection = socket;
        this.in = new DataInputStream(socket.input());
        this.out = socket.output();
    }

    /** Sends the link and reads the reply. */
    public SpiceTestClient link(int connectionId, int type) throws IOException {
        var link = little(42).put("REDQ".getBytes(StandardCharsets.US_ASCII));
        link.putInt(2)
                .putInt(2)
                .putInt(26)
                .putInt(connectionId)
                .put((byte) type)
                .put((byte) 0);
        link.putInt(1).putInt(1).putInt(18).putInt(0xd).putInt(type == DISPLAY ? 0x1052 : 1);
        write(link);
        var reply = in.readNBytes(ByteBuffer.wrap(in.readNBytes(16))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(12));
        publicKey = Arrays.copyOfRange(reply, 4, 166);
        return this;
    }

    /** Shows a ticket. */
    public SpiceTestClient show(String ticket) throws IOException {
        try {
            var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey)));
            var shown = cipher.doFinal((ticket + "\0").getBytes(StandardCharsets.US_ASCII));
            write(little(132).putInt(1).put(shown));
            return this;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The link's result, or {@link #CLOSED}. */
    public int result() throws IOException {
        var result = in.readNBytes(4);
        return result.length < 4
                ? CLOSED
                : ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    /** Reads MAIN_INIT and returns the session's number. */
    public int init() throws IOException {
        var message = ByteBuffer.wrap(in.readNBytes(38)).order(ByteOrder.LITTLE_ENDIAN);
        return message.getInt(6);
    }

    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private void write(ByteBuffer buffer) throws IOException {
        write(buffer.array());
    }

    public byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** Reads until the other side closes. */
    public void awaitEnd() throws IOException {
        var _ = in.readAllBytes();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
