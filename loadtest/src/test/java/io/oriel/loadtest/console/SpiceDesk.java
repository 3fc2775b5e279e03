package io.oriel.loadtest.console;

import com.microsoft.playwright.WebSocketRoute;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import javax.crypto.Cipher;

/** SPICE as the gateway speaks it to a browser, one WebSocket for each channel, and a guest's agent behind it. */
final class SpiceDesk extends Desk {
    private static final int MAIN = 1;
    private static final int DISPLAY = 2;
    private static final int INPUTS = 3;
    private static final int CURSOR = 4;
    private static final int PLAYBACK = 5;
    private static final int RECORD = 6;
    /** A packet of Opus in which nothing sounds. */
    private static final byte[] SILENCE = bytes(0xf8, 0xff, 0xfe);

    private static final int CLIPBOARD = 4;
    private static final int CAPABILITIES = 6;
    private static final int GRAB = 7;
    private static final int REQUEST = 8;
    private static final int BY_DEMAND_AND_SELECTION = 0x60;
    /** An agent's message goes in parts of this length at most. */
    private static final int PART = 2_048;

    private final KeyPair key;
    private int played;
    private final Map<Integer, Link> links = new HashMap<>();
    private final TreeSet<Integer> asked = new TreeSet<>();
    private String cut = "";
    private byte[] agent = new byte[0];

    SpiceDesk() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            key = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /** The kinds of channel that were ever asked for. */
    TreeSet<Integer> asked() {
        return asked;
    }

    @Override
    public void accept(WebSocketRoute route) {
        var link = new Link(route);
        route.onMessage(frame -> link.heard(frame.binary()));
    }

    private final class Link {
        private final WebSocketRoute socket;
        private byte[] unread = new byte[0];
        private int type;
        private boolean linked;
        private boolean open;

        Link(WebSocketRoute socket) {
            this.socket = socket;
        }

        void heard(byte[] more) {
            var all = Arrays.copyOf(unread, unread.length + more.length);
            System.arraycopy(more, 0, all, unread.length, more.length);
            var in = little(all);
            int whole = 0;
            while (in.hasRemaining() && take(in)) {
                whole = in.position();
            }
            unread = Arrays.copyOfRange(all, whole, all.length);
        }

        private boolean take(ByteBuffer in) {
            int at = in.position();
            int length = !linked
                    ? in.remaining() < 16 ? 16 : 16 + in.getInt(at + 12)
                    : !open ? 132 : in.remaining() < 6 ? 6 : 6 + in.getInt(at + 2);
            if (in.remaining() < length) {
                return false;
            }
            var message = new byte[length];
            in.get(message);
            if (!linked) {
                type = message[20];
                asked.add(type);
                linked = true;
                reply();
            } else if (!open) {
                open = true;
                links.put(type, this);
                shown(Arrays.copyOfRange(message, 4, 132));
            } else {
                message(little(message).getShort(0), little(Arrays.copyOfRange(message, 6, length)));
            }
            return true;
        }

        private void reply() {
            var reply = little(new byte[202]);
            reply.put("REDQ".getBytes(StandardCharsets.US_ASCII))
                    .putInt(2)
                    .putInt(2)
                    .putInt(186);
            reply.putInt(0)
                    .put(key.getPublic().getEncoded())
                    .putInt(1)
                    .putInt(1)
                    .putInt(178);
            reply.putInt(0xb).putInt(type == MAIN ? 0xf : 1);
            socket.send(reply.array());
        }

        private void shown(byte[] cipherText) {
            try {
                var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
                cipher.init(Cipher.DECRYPT_MODE, key.getPrivate());
                var ticket = new String(cipher.doFinal(cipherText), StandardCharsets.US_ASCII).replace("\0", "");
                if (type == MAIN) {
                    tickets().add(ticket);
                } else if (!ticket.equals(tickets().getLast())) {
                    throw new IllegalStateException("another ticket on a later channel");
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the ticket cannot be read", e);
            }
            socket.send(new byte[4]);
            if (type == MAIN) {
                agent = new byte[0];
                send(103, ints(7, 1, 3, 2, 1, 10, 0, 0));
            }
        }

        private void message(int kind, ByteBuffer body) {
            if (type == MAIN && kind == 104) {
                send(104, bytes(5, 0, 0, 0, DISPLAY, 0, INPUTS, 0, CURSOR, 0, PLAYBACK, 0, RECORD, 0));
            } else if (type == MAIN && kind == 107) {
                agent(body.array());
            } else if (type == DISPLAY && kind == 101) {
                screen(this);
            } else if (type == INPUTS && kind == 101) {
                int word = body.getInt(0);
                scancodes().add(word < 0x100 ? word : ((word & 0xff) << 8) | (word >> 8));
            }
        }

        void send(int kind, byte[] body) {
            socket.send(little(new byte[6 + body.length])
                    .putShort((short) kind)
                    .putInt(body.length)
                    .put(body)
                    .array());
        }
    }

    private static void screen(Link display) {
        display.send(314, ints(0, WIDTH, HEIGHT, 32, 1));
        draw(display, picture());
    }

    private static void draw(Link display, BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        var copy = little(new byte[4 + 16 + 1 + 4 + 16 + 2 + 1 + 13 + 18 + 18 + width * height * 4]);
        copy.put(ints(0, 0, 0, height, width)).put((byte) 0);
        copy.putInt(57).put(ints(0, 0, height, width)).putShort((short) 8).put(new byte[14]);
        copy.putLong(1).put((byte) 0).put((byte) 0).putInt(width).putInt(height);
        copy.put((byte) 8)
                .put((byte) 4)
                .putInt(width)
                .putInt(height)
                .putInt(width * 4)
                .putInt(0);
        for (int pixel : picture.getRGB(0, 0, width, height, null, 0, width)) {
            copy.putInt(pixel);
        }
        display.send(304, copy.array());
    }

    /** The guest begins anew: what qemu says while its QXL card is reset and its firmware shows a smaller screen. */
    void restart(BufferedImage firmware) {
        var display = Objects.requireNonNull(links.get(DISPLAY), "not open");
        var cursor = Objects.requireNonNull(links.get(CURSOR), "not open");
        for (int i = 0; i < 2; i++) {
            cursor.send(108, new byte[0]);
            cursor.send(102, new byte[0]);
            display.send(315, ints(0));
            display.send(108, new byte[0]);
            display.send(126, new byte[0]);
            display.send(314, ints(0, firmware.getWidth(), firmware.getHeight(), 32, 1));
            display.send(317, new byte[32]);
            display.send(102, new byte[0]);
            cursor.send(101, new byte[11]);
        }
        draw(display, firmware);
    }

    private void agent(byte[] part) {
        var all = Arrays.copyOf(agent, agent.length + part.length);
        System.arraycopy(part, 0, all, agent.length, part.length);
        agent = all;
        if (all.length < 20 || all.length < 20 + little(all).getInt(16)) {
            return;
        }
        agent = new byte[0];
        main().send(110, ints(1));
        var body = Arrays.copyOfRange(all, 20, all.length);
        switch (little(all).getInt(4)) {
            case CAPABILITIES -> {
                if (little(body).getInt(0) != 0) {
                    say(CAPABILITIES, ints(0, BY_DEMAND_AND_SELECTION));
                }
            }
            case GRAB -> say(REQUEST, ints(0, 1));
            case REQUEST -> {
                var text = cut.getBytes(StandardCharsets.UTF_8);
                say(
                        CLIPBOARD,
                        ByteBuffer.allocate(8 + text.length)
                                .put(ints(0, 1))
                                .put(text)
                                .array());
            }
            case CLIPBOARD -> pasted().add(new String(body, 8, body.length - 8, StandardCharsets.UTF_8));
            default -> {}
        }
    }

    private void say(int type, byte[] body) {
        var message = little(new byte[20 + body.length])
                .putInt(1)
                .putInt(type)
                .putLong(0)
                .putInt(body.length)
                .put(body)
                .array();
        for (int at = 0; at < message.length; at += PART) {
            main().send(109, Arrays.copyOfRange(message, at, Math.min(message.length, at + PART)));
        }
    }

    private Link main() {
        return Objects.requireNonNull(links.get(MAIN), "not open");
    }

    /** Whether somebody listens. */
    boolean heard() {
        return links.containsKey(PLAYBACK);
    }

    /** The desktop begins to sound. */
    void sound() {
        var playback = Objects.requireNonNull(links.get(PLAYBACK), "not open");
        playback.send(102, little(new byte[6]).putInt(0).putShort((short) 3).array());
        playback.send(
                103,
                little(new byte[14])
                        .putInt(2)
                        .putShort((short) 1)
                        .putInt(48_000)
                        .putInt(0)
                        .array());
    }

    /** A tenth of a second of it. */
    void play() {
        for (int i = 0; i < 10; i++) {
            played += 10;
            Objects.requireNonNull(links.get(PLAYBACK), "not open")
                    .send(
                            101,
                            little(new byte[4 + SILENCE.length])
                                    .putInt(played)
                                    .put(SILENCE)
                                    .array());
        }
    }

    @Override
    void cut(String text) {
        cut = text;
        say(GRAB, ints(0, 1));
    }

    @Override
    void close(int code, String reason) {
        links.values()
                .forEach(link -> link.socket.close(
                        new WebSocketRoute.CloseOptions().setCode(code).setReason(reason)));
        links.clear();
    }

    private static byte[] ints(int... values) {
        var out = little(new byte[4 * values.length]);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
