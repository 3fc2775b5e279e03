package io.oriel.loadtest.rig;

import io.oriel.display.rig.RfbTestClient;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Many people at their desktops in a process of its own: {@code CrowdMain PORT CA spice|web}. Reads a ticket a line up to
 * an empty one, opens a session with each, says {@code open}, and holds them until its input ends.
 */
public final class CrowdMain {
    private static final int AT_ONCE = 8;

    private final int port;
    private final SSLContext tls;
    private final boolean web;

    private CrowdMain(int port, SSLContext tls, boolean web) {
        this.port = port;
        this.tls = tls;
        this.web = web;
    }

    public static void main(String[] args) throws Exception {
        var crowd = new CrowdMain(Integer.parseInt(args[0]), trusting(Path.of(args[1])), args[2].equals("web"));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        var opening = new ArrayList<Future<AutoCloseable>>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (var ticket = in.readLine(); ticket != null && !ticket.isEmpty(); ticket = in.readLine()) {
                var mine = ticket;
                opening.add(threads.submit(() -> crowd.sit(mine)));
            }
            var open = new ArrayList<AutoCloseable>();
            for (var each : opening) {
                open.add(each.get());
            }
            System.out.println("open " + open.size());
            while (in.readLine() != null) {
                // until it ends
            }
            hold(open);
        }
        System.exit(0);
    }

    /** They are reachable up to here, so that none is collected before. */
    private static void hold(List<AutoCloseable> open) throws Exception {
        for (var each : open) {
            each.close();
        }
    }

    private AutoCloseable sit(String ticket) throws IOException {
        var socket =
                (SSLSocket) tls.getSocketFactory().createSocket(new Socket("127.0.0.1", port), "localhost", port, true);
        if (web) {
            var client = new WebSocketClient(socket);
            client.upgrade(TestGateway.ORIGIN);
            client.text(ticket);
            new RfbTestClient(client).handshake();
            return client;
        }
        var client = new SpiceTestClient(socket);
        client.link(0, SpiceTestClient.MAIN).show(ticket);
        int result = client.result();
        if (result != 0) {
            throw new IOException("the gateway answered " + result);
        }
        client.init();
        return client;
    }

    private static SSLContext trusting(Path ca) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(ca)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
