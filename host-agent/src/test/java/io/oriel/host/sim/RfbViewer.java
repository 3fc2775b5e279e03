package io.oriel.host.sim;

import io.oriel.host.screen.Picture;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A blocking RFB 3.8 client that knows raw pixels. */
final class RfbViewer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private String name = "";
    private Picture screen = new Picture(1, 1);

    RfbViewer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Authenticates and answers whether the display opened. */
    boolean authenticate(String password) throws IOException {
        in.readNBytes(12);
        out.write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        var types = in.readNBytes(in.readUnsignedByte());
        if (types.length != 1 || types[0] != 2) {
            throw new IOException("offers other security than VNC authentication");
        }
        out.write(2);
        out.write(VncAuthentication.answer(in.readNBytes(16), password));
        return in.readInt() == 0;
    }

    void open() throws IOException {
        out.write(1);
        screen = new Picture(in.readUnsignedShort(), in.readUnsignedShort());
        in.readNBytes(16);
        name = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    String name() {
        return name;
    }

    void setPixelFormat(PixelFormat format) throws IOException {
        var buffer = io.netty.buffer.Unpooled.buffer();
        buffer.writeInt(0);
        format.write(buffer);
        var bytes = new byte[20];
        buffer.readBytes(bytes);
        buffer.release();
        out.write(bytes);
    }

    void setEncodings(int... encodings) throws IOException {
        var message =
                ByteBuffer.allocate(4 + 4 * encodings.length).put((byte) 2).put((byte) 0);
        message.putShort((short) encodings.length);
        for (int encoding : encodings) {
            message.putInt(encoding);
        }
        out.write(message.array());
    }

    void press(int keysym) throws IOException {
        for (int down = 1; down >= 0; down--) {
            out.write(ByteBuffer.allocate(8)
                    .put((byte) 4)
                    .put((byte) down)
                    .putShort((short) 0)
                    .putInt(keysym)
                    .array());
        }
    }

    void cut(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(ByteBuffer.allocate(8 + bytes.length)
                .put((byte) 6)
                .put(new byte[3])
                .putInt(bytes.length)
                .put(bytes)
                .array());
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Asks for an update and applies it; 32 bits little endian. */
    Picture look(boolean incremental) throws IOException {
        out.write(ByteBuffer.allocate(10)
                .put((byte) 3)
                .put((byte) (incremental ? 1 : 0))
                .putInt(0)
                .putShort((short) screen.width())
                .putShort((short) screen.height())
                .array());
        in.readUnsignedShort();
        int rectangles = in.readUnsignedShort();
        for (int i = 0; i < rectangles; i++) {
            int left = in.readUnsignedShort();
            int top = in.readUnsignedShort();
            int width = in.readUnsignedShort();
            int height = in.readUnsignedShort();
            in.readInt();
            for (int y = top; y < top + height; y++) {
                for (int x = left; x < left + width; x++) {
                    screen.set(x, y, Integer.reverseBytes(in.readInt()));
                }
            }
        }
        return screen;
    }

    /** Whether the other side closes. */
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
