package io.oriel.display.rig;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** As much of noVNC as a test needs: RFB 3.8 over a WebSocket whose ticket has been shown. */
public final class RfbTestClient {
    private final WebSocketClient socket;
    private byte[] unread = new byte[0];

    public RfbTestClient(WebSocketClient socket) {
        this.socket = socket;
    }

    /** The framebuffer a server describes in ServerInit. */
    public record Screen(int width, int height, String name) {}

    /** The whole handshake, security type None, up to ServerInit. */
    public Screen handshake() throws IOException {
        expect("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        socket.binary("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        expect(new byte[] {1, 1});
        socket.binary(new byte[] {1});
        expect(new byte[] {0, 0, 0, 0});
        socket.binary(new byte[] {0});
        var init = ByteBuffer.wrap(take(24));
        int width = Short.toUnsignedInt(init.getShort());
        int height = Short.toUnsignedInt(init.getShort());
        init.position(20);
        return new Screen(width, height, new String(take(init.getInt()), StandardCharsets.UTF_8));
    }

    /** Asks for the whole screen in raw pixels of four bytes and returns the first rectangle's. */
    public byte[] screen(Screen screen) throws IOException {
        send(ByteBuffer.allocate(8)
                .put((byte) 2)
                .put((byte) 0)
                .putShort((short) 1)
                .putInt(0));
        send(ByteBuffer.allocate(10)
                .put((byte) 3)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) screen.width())
                .putShort((short) screen.height()));
        var head = ByteBuffer.wrap(take(16));
        head.position(8);
        int width = Short.toUnsignedInt(head.getShort());
        int height = Short.toUnsignedInt(head.getShort());
        return take(width * height * 4);
    }

    /** Sends one message. */
    public void send(ByteBuffer message) throws IOException {
        socket.binary(message.array());
    }

    private void expect(byte[] bytes) throws IOException {
        if (!Arrays.equals(take(bytes.length), bytes)) {
            throw new IOException("not what RFB says here");
        }
    }

    /** The next bytes of the stream, however they were cut into messages. */
    public byte[] take(int count) throws IOException {
        var all = new ByteArrayOutputStream();
        all.write(unread);
        while (all.size() < count) {
            var message = socket.read();
            if (message.length == 0) {
                throw new EOFException();
            }
            all.write(message);
        }
        var bytes = all.toByteArray();
        unread = Arrays.copyOfRange(bytes, count, bytes.length);
        return Arrays.copyOf(bytes, count);
    }
}
