package io.oriel.loadtest.lab;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The proxy of a SPICE client, with a certificate of its own that the client trusts: it reads all that the client is
 * sent, and where the client wants to go. Whatever that is, it connects to the one gateway.
 */
public final class Wiretap implements AutoCloseable {
    private static final int LARGEST_RECORD = 16 * 1024;

    private final ServerSocket door;
    private final URI gateway;
    private final SSLContext towardsGateway;
    private final SSLContext towardsClient;
    private final String ca;
    private final String name;
    private final Set<String> wanted = new ConcurrentSkipListSet<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    /**
     * @param gateway where the gateway is reached from here
     * @param name the address by which the client knows the gateway
     */
    public Wiretap(URI gateway, String name, Path gatewayCa, Path directory) {
        this.gateway = gateway;
        this.name = name;
        this.towardsGateway = Trusting.only(gatewayCa);
        try {
            var authority = CertificateAuthority.create("wiretap", Clock.systemUTC());
            var pair = KeyPairs.generate();
            var identity = new PeerIdentity.Gateway(UUID.randomUUID());
            var leaf = new Leaf(name, Optional.of(identity), List.of(), List.of(name), true, true, Duration.ofHours(2));
            ca = authority.certificatePem();
            var files = Files.createDirectories(directory.resolve("wiretap"));
            var own = Files.writeString(
                    files.resolve("own.pem"),
                    KeyPairs.pem(pair.getPrivate()) + authority.issue(pair.getPublic(), leaf) + ca);
            var trusted = Files.writeString(files.resolve("ca.pem"), ca);
            towardsClient = SSLContext.getInstance("TLS");
            towardsClient.init(new KeyManager[] {TlsMaterial.load(own, trusted).keyManager()}, null, null);
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().name("wiretap").start(this::accept);
    }

    /** A connection file that leads through here. */
    public String through(String connectionFile) {
        return connectionFile
                        .replaceFirst("(?m)^ca=.*$", Matcher.quoteReplacement("ca=" + ca.replace("\n", "\\n")))
                        .replaceFirst("(?m)^host-subject=.*$", "host-subject=CN=" + name)
                + "proxy=http://127.0.0.1:" + door.getLocalPort() + "\n";
    }

    /** Every {@code host:port} the client wanted to go to. */
    public Set<String> wanted() {
        return wanted;
    }

    /** All that the client was sent, decrypted, one character a byte. */
    public synchronized String heard() {
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try {
            wanted.add(request(client.getInputStream()).split(" ")[1]);
            client.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var near = (SSLSocket) towardsClient.getSocketFactory().createSocket(client, null, true);
            var far = (SSLSocket) towardsGateway.getSocketFactory().createSocket(gateway.getHost(), gateway.getPort());
            open.add(far);
            Thread.ofVirtual().start(() -> pump(near, far, false));
            pump(far, near, true);
        } catch (IOException ended) {
            open.remove(client);
        }
    }

    /** The CONNECT's head, byte by byte: what follows belongs to TLS. */
    private static String request(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > 4_096) {
                throw new IOException("no CONNECT");
            }
            head.append((char) next);
        }
        return head.toString();
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
        heard.write(bytes, 0, count);
    }

    @Override
    public void close() {
        try {
            door.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
