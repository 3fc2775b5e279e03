package io.oriel.display.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.DisplayProxy;
import io.oriel.display.DisplayProxySettings;
import io.oriel.display.DisplayProxySettings.Clients;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Revocation;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.listen.ProxySources;
import io.oriel.display.relay.Transport;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;

/** A whole gateway on loopback, with its control plane in memory. */
public final class TestGateway implements AutoCloseable {
    public static final String ORIGIN = "https://desk.example.org:8443";
    public static final String PUBLIC_NAME = "localhost";

    private final TestCertificates certificates;
    private final InMemoryGrants grants = new InMemoryGrants();
    private final DisplayProxy proxy;
    private long revocations;

    public TestGateway(Path directory) throws IOException, InterruptedException {
        this(directory, Clients.MOST_UNPROVEN_PER_ADDRESS, Transport.best());
    }

    public TestGateway(Path directory, int mostUnproven, Transport transport) throws IOException, InterruptedException {
        this(directory, new Clients(2_500, mostUnproven, ProxySources.none()), transport);
    }

    public TestGateway(Path directory, Clients clients, Transport transport) throws IOException, InterruptedException {
        this(directory, new Ports(0, 8444), clients, transport);
    }

    /** A gateway that tells its clients its real port: for those that are told to come again. */
    public static TestGateway byItsOwnPort(Path directory) throws IOException, InterruptedException {
        int port = Qemu.freePort();
        return behind(directory, port, port);
    }

    /** A gateway that clients know by another port. */
    public static TestGateway behind(Path directory, int port, int publicPort)
            throws IOException, InterruptedException {
        return new TestGateway(directory, new Ports(port, publicPort), Clients.usual(), Transport.best());
    }

    private record Ports(int own, int known) {}

    private TestGateway(Path directory, Ports ports, Clients clients, Transport transport)
            throws IOException, InterruptedException {
        certificates = new TestCertificates(directory);
        var pem = certificates.server("gateway");
        proxy = DisplayProxy.start(
                new DisplayProxySettings("127.0.0.1", ports.own(), PUBLIC_NAME, ports.known(), 0, pem, pem, clients),
                transport,
                grants,
                () -> true);
    }

    public TestCertificates certificates() {
        return certificates;
    }

    public InMemoryGrants grants() {
        return grants;
    }

    public DisplayProxy proxy() {
        return proxy;
    }

    public int port() {
        return proxy.port();
    }

    /** A ticket for a new session on this console. */
    public Ticket ticket(Supplier<ConsoleTarget> console) {
        return ticket(console, ChannelPolicy.all(), new SessionId(UUID.randomUUID()));
    }

    /** A ticket for this session. */
    public Ticket ticket(Supplier<ConsoleTarget> console, ChannelPolicy policy, SessionId session) {
        var ticket = Ticket.random(new SecureRandom());
        grants.issue(ticket, new Grant(session, "desktop", console.get(), policy, List.of(ORIGIN), 16), console);
        return ticket;
    }

    /** Revokes a session, as the control plane's stream does. */
    public void revoke(SessionId session, CloseReason reason) {
        proxy.revoke(new Revocation(++revocations, session, reason));
    }

    /** A plain connection to the gateway's port. */
    public Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** A TLS connection to the gateway's port. */
    public SSLSocket secure() throws IOException {
        return secure(connect());
    }

    /** TLS over an open connection. */
    public SSLSocket secure(Socket socket) throws IOException {
        try {
            var secure = (SSLSocket)
                    certificates.clientContext().getSocketFactory().createSocket(socket, "localhost", port(), true);
            secure.startHandshake();
            return secure;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connections closed for this reason. */
    public long closed(CloseReason reason) {
        return proxy.counters().closed(reason);
    }

    /** Waits until it is true; fails after a generous time. */
    public static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
