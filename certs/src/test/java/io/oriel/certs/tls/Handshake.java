package io.oriel.certs.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A TLS 1.3 handshake with client certificate, in memory. */
final class Handshake {

    private static final int BUFFER = 64 * 1024;

    private final SSLEngine server;
    private final SSLEngine client;

    Handshake(SSLContext serverSide, SSLContext clientSide) {
        server = serverSide.createSSLEngine();
        server.setUseClientMode(false);
        server.setNeedClientAuth(true);
        server.setEnabledProtocols(new String[] {"TLSv1.3"});
        client = clientSide.createSSLEngine("peer.example", 1);
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {"TLSv1.3"});
    }

    /** Runs it to its end and returns the certificate the client saw. */
    X509Certificate run() throws SSLException {
        var toServer = ByteBuffer.allocate(BUFFER);
        var toClient = ByteBuffer.allocate(BUFFER);
        for (var round = 0; round < 100; round++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
            if (done(client) && done(server) && toClient.position() == 0 && toServer.position() == 0) {
                return (X509Certificate) client.getSession().getPeerCertificates()[0];
            }
        }
        throw new AssertionError("the handshake does not end");
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        var plain = ByteBuffer.allocate(BUFFER);
        in.flip();
        while (in.hasRemaining()) {
            var before = in.remaining();
            engine.unwrap(in, plain.clear());
            runTasks(engine);
            if (in.remaining() == before && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                break;
            }
        }
        in.compact();
        do {
            engine.wrap(ByteBuffer.allocate(0), out);
            runTasks(engine);
        } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    }

    private static void runTasks(SSLEngine engine) {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
