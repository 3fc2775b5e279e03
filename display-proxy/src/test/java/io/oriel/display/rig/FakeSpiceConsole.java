package io.oriel.display.rig;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;

/** A SPICE server that does what a real one cannot be made to do: refuse, fall silent, lack something, flood. */
public final class FakeSpiceConsole implements AutoCloseable {
    /** What it does with each link. */
    public enum Manner {
        /** Serves; sends back on every channel but main what it gets. */
        ECHO,
        /** Serves; on the display channel sends without end. */
        FLOOD,
        /** Serves whoever comes, whatever the password. */
        TRUST,
        /** Takes no password for the right one. */
        REFUSE,
        /** Accepts the connection and says nothing. */
        SILENT,
        /** Closes the connection when it sees the link. */
        CLOSE,
        /** Has no MINI_HEADER. */
        OLD,
        /** Has gone to another host as soon as a client is there, and names it. */
        MOVE
    }

    public static final int SESSION = 0x5eed1234;
    private static final int MAIN = 1;
    private static final int DISPLAY = 2;

    private final ServerSocket server;
    private final Manner manner;
    private final KeyPair key;
    private final Set<Socket> links = ConcurrentHashMap.newKeySet();
    private final Set<Socket> mains = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final List<String> passwords = new CopyOnWriteArrayList<>();
    private volatile String password = "";

    public FakeSpiceConsole(Manner manner) throws IOException, GeneralSecurityException {
        this.manner = manner;
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        key = generator.generateKeyPair();
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

    /** Sets a fresh password; the one before opens nothing any more. */
    public ConsoleTarget open() {
        password = UUID.randomUUID().toString().replace("-", "");
        passwords.add(password);
        return new ConsoleTarget(
                new UUID(0, 1), DisplayProtocol.SPICE, "127.0.0.1", server.getLocalPort(), "", password);
    }

    /** The VM of another console has moved here: its password came along. */
    public void takeOver(FakeSpiceConsole other) {
        password = other.password;
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Sends these bytes on every main link. */
    public void say(byte[] bytes) throws IOException {
        for (var main : mains) {
            main.getOutputStream().write(bytes);
        }
    }

    /** Every password it ever had. */
    public List<String> passwords() {
        return passwords;
    }

    /** Links that were let in. */
    public int opened() {
        return opened.get();
    }

    /** Bytes of the flood that the gateway has taken. */
    public long sent() {
        return sent.get();
    }

    /** Cuts every link. */
    public void cut() throws IOException {
        for (var link : links) {
            link.close();
        }
    }

    private void serve(Socket link) {
        try (link) {
            var in = new DataInputStream(link.getInputStream());
            var out = link.getOutputStream();
            var head = little(in.readNBytes(16));
            var body = in.readNBytes(head.getInt(12));
            if (manner == Manner.SILENT) {
                in.readAllBytes();
                return;
            }
            if (manner == Manner.CLOSE) {
                return;
            }
            int type = body[4];
            reply(out, type);
            in.readNBytes(4);
            var good = shown(in.readNBytes(128)).equals(password) && manner != Manner.REFUSE || manner == Manner.TRUST;
            if (good && type == MAIN) {
                mains.add(link); // before the client can know it: what is then said must reach it
            }
            out.write(little(new byte[4]).putInt(good ? 0 : 7).array());
            if (good) {
                opened.incrementAndGet();
                if (type == MAIN) {
                    // a link with a number is of a VM that moves here: it is told nothing anew
                    if (little(body).getInt(0) == 0) {
                        init(out);
                    }
                    if (manner == Manner.MOVE) {
                        move(out);
                    }
                    in.readAllBytes();
                } else {
                    serve(type, in, out);
                }
            }
        } catch (IOException | GeneralSecurityException gone) {
            // as any client's connection
        } finally {
            links.remove(link);
        }
    }

    private void reply(OutputStream out, int type) throws IOException {
        int channel = type == MAIN ? 0xf : type == DISPLAY ? 0x1052 : 1;
        var reply = little(new byte[202]);
        reply.put("REDQ".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(2)
                .putInt(186);
        reply.putInt(0).put(key.getPublic().getEncoded()).putInt(1).putInt(1).putInt(178);
        reply.putInt(manner == Manner.OLD ? 3 : 0xb).putInt(channel);
        out.write(reply.array());
    }

    private String shown(byte[] cipherText) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, key.getPrivate());
        return new String(cipher.doFinal(cipherText), StandardCharsets.US_ASCII).replace("\0", "");
    }

    private static void init(OutputStream out) throws IOException {
        var init = little(new byte[38]);
        init.putShort((short) 103).putInt(32).putInt(SESSION);
        out.write(init.array());
    }

    private static void move(OutputStream out) throws IOException {
        var move = little(new byte[26 + 9]);
        move.putShort((short) 111).putInt(29).putShort((short) 5900).putShort((short) 5901);
        move.putInt(9).putInt(20).putInt(0).putInt(0);
        move.put("10.1.2.3\0".getBytes(StandardCharsets.US_ASCII));
        out.write(move.array());
    }

    private void serve(int type, DataInputStream in, OutputStream out) throws IOException {
        if (manner == Manner.FLOOD && type == DISPLAY) {
            var block = little(new byte[64 * 1024])
                    .putShort((short) 302)
                    .putInt(64 * 1024 - 6)
                    .array(); // one draw
            while (true) {
                out.write(block);
                sent.addAndGet(block.length);
            }
        } else {
            in.transferTo(out);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
