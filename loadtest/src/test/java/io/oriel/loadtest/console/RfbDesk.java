package io.oriel.loadtest.console;

import com.microsoft.playwright.WebSocketFrame;
import com.microsoft.playwright.WebSocketRoute;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** RFB 3.8 as qemu speaks it, with its extended keys and the extended clipboard. */
final class RfbDesk extends Desk {
    private static final int EXTENDED_KEYS = -258;
    private static final int TEXT = 1;
    private static final int CAPS = 1 << 24;
    private static final int REQUEST = 1 << 25;
    private static final int PEEK = 1 << 26;
    private static final int NOTIFY = 1 << 27;
    private static final int PROVIDE = 1 << 28;

    private @Nullable WebSocketRoute socket;
    private byte[] unread = new byte[0];
    private int step;
    private String cut = "";
    private int offers;

    /** How often it was offered text. */
    int offers() {
        return offers;
    }

    @Override
    public void accept(WebSocketRoute route) {
        socket = route;
        step = 0;
        unread = new byte[0];
        route.onMessage(this::heard);
    }

    private void heard(WebSocketFrame frame) {
        if (frame.text() != null && step == 0) {
            tickets().add(frame.text());
            step = 1;
            send("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        var more = frame.binary();
        var all = Arrays.copyOf(unread, unread.length + more.length);
        System.arraycopy(more, 0, all, unread.length, more.length);
        var in = ByteBuffer.wrap(all);
        int whole = 0;
        while (in.hasRemaining() && take(in)) {
            whole = in.position();
        }
        unread = Arrays.copyOfRange(all, whole, all.length);
    }

    /** Reads one message; false when it is not whole. */
    private boolean take(ByteBuffer in) {
        int length = switch (step) {
            case 1 -> 12;
            case 2, 3 -> 1;
            default -> length(in);
        };
        if (in.remaining() < length) {
            return false;
        }
        var message = in.slice(in.position(), length);
        in.position(in.position() + length);
        switch (step) {
            case 1 -> send(bytes(1, 1));
            case 2 -> send(bytes(0, 0, 0, 0));
            case 3 -> init();
            default -> message(message);
        }
        step = Math.min(step + 1, 4);
        return true;
    }

    private static int length(ByteBuffer in) {
        int at = in.position();
        return switch (Byte.toUnsignedInt(in.get(at))) {
            case 0 -> 20;
            case 2 -> in.remaining() < 4 ? 4 : 4 + 4 * in.getShort(at + 2);
            case 3, 150 -> 10;
            case 4 -> 8;
            case 5 -> 6;
            case 6 -> in.remaining() < 8 ? 8 : 8 + Math.abs(in.getInt(at + 4));
            case 251 -> in.remaining() < 8 ? 8 : 8 + 16 * in.get(at + 6);
            case 255 -> 12;
            default -> throw new IllegalStateException("message " + in.get(at));
        };
    }

    private void init() {
        var name = "eng-linux-12".getBytes(StandardCharsets.US_ASCII);
        send(ByteBuffer.allocate(24 + name.length)
                .putShort((short) WIDTH)
                .putShort((short) HEIGHT)
                .put(bytes(32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0))
                .putInt(name.length)
                .put(name)
                .array());
    }

    private void message(ByteBuffer message) {
        switch (Byte.toUnsignedInt(message.get(0))) {
            case 2 -> clipboard(CAPS | TEXT | REQUEST | PEEK | NOTIFY | PROVIDE, new byte[4]);
            case 3 -> {
                if (message.get(1) == 0) {
                    screen();
                }
            }
            case 6 -> clipboard(message);
            case 255 -> {
                if (message.getShort(2) != 0) {
                    scancodes().add(message.getInt(8));
                }
            }
            default -> {}
        }
    }

    private void screen() {
        var out = ByteBuffer.allocate(4 + 12 + 12 + WIDTH * HEIGHT * 4);
        out.putShort((short) 0).putShort((short) 2);
        out.putLong(0).putInt(EXTENDED_KEYS);
        out.putInt(0).putShort((short) WIDTH).putShort((short) HEIGHT).putInt(0);
        for (int pixel : picture().getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH)) {
            out.putInt(Integer.reverseBytes(((pixel << 8) >>> 24) | (pixel & 0xff00) | ((pixel & 0xff) << 16)));
        }
        send(out.array());
    }

    private void clipboard(ByteBuffer message) {
        int flags = message.getInt(8);
        if ((flags & CAPS) != 0) {
            return; // what the browser can; it names every action
        }
        if ((flags & NOTIFY) != 0) {
            offers++;
            clipboard(REQUEST | TEXT, new byte[0]);
        } else if ((flags & REQUEST) != 0) {
            var text = (cut + "\0").getBytes(StandardCharsets.UTF_8);
            clipboard(
                    PROVIDE | TEXT,
                    deflated(ByteBuffer.allocate(4 + text.length)
                            .putInt(text.length)
                            .put(text)
                            .array()));
        } else if ((flags & PROVIDE) != 0) {
            var packed = new byte[message.capacity() - 12];
            message.get(12, packed);
            var text = inflated(packed);
            pasted().add(new String(text, 4, text.length - 5, StandardCharsets.UTF_8));
        }
    }

    private static byte[] deflated(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] bytes) {
        // a browser flushes its stream and does not end it: what is there is all there is
        try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            var length = in.readNBytes(4);
            var text = in.readNBytes(ByteBuffer.wrap(length).getInt());
            return ByteBuffer.allocate(4 + text.length).put(length).put(text).array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clipboard(int flags, byte[] body) {
        send(ByteBuffer.allocate(12 + body.length)
                .putInt(3 << 24)
                .putInt(-(4 + body.length))
                .putInt(flags)
                .put(body)
                .array());
    }

    @Override
    void cut(String text) {
        cut = text;
        clipboard(NOTIFY | TEXT, new byte[0]);
    }

    private void send(byte[] bytes) {
        Objects.requireNonNull(socket, "not open").send(bytes);
    }

    @Override
    void close(int code, String reason) {
        Objects.requireNonNull(socket, "not open")
                .close(new WebSocketRoute.CloseOptions().setCode(code).setReason(reason));
    }
}
