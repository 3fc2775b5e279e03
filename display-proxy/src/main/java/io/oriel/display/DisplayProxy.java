package io.oriel.display;

import io.netty.channel.EventLoopGroup;
import io.oriel.display.admin.AdminPort;
import io.oriel.display.admin.GatewayMetrics;
import io.oriel.display.control.SessionReporter;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Revocation;
import io.oriel.display.listen.GatewayPort;
import io.oriel.display.listen.GatewayTls;
import io.oriel.display.relay.ConsoleDialer;
import io.oriel.display.relay.Counters;
import io.oriel.display.relay.GatewaySessions;
import io.oriel.display.relay.Limits;
import io.oriel.display.relay.PublicAddress;
import io.oriel.display.relay.RelayPeers;
import io.oriel.display.relay.Transport;
import io.oriel.display.spice.TicketKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A running gateway: the port, the relays and their metrics. Wires them and nothing else. */
public final class DisplayProxy implements AutoCloseable {
    private static final long DRAIN_MILLIS = 1_500;
    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    private final EventLoopGroup loops;
    private final GatewayPort port;
    private final AdminPort admin;
    private final GatewaySessions sessions;
    private final Counters counters;
    private final ConsoleDialer dialer;
    private final TicketKeys keys;

    private DisplayProxy(DisplayProxySettings settings, Transport transport, Grants grants, BooleanSupplier connected)
            throws IOException, InterruptedException {
        var clock = InstantSource.system();
        var limits = new Limits(
                settings.clients().mostConnections(), settings.clients().mostUnprovenPerAddress());
        loops = transport.group(Runtime.getRuntime().availableProcessors(), "gateway");
        keys = new TicketKeys();
        counters = new Counters();
        sessions = new GatewaySessions(
                grants,
                clock,
                new PublicAddress(
                        settings.publicName(), settings.publicPort() == 0 ? settings.port() : settings.publicPort()));
        dialer = new ConsoleDialer(transport);
        var metrics = new GatewayMetrics(counters, sessions, limits, connected);
        admin = AdminPort.open(loops, transport.serverChannel(), settings.metricsPort(), metrics, sessions::draining);
        port = GatewayPort.open(
                transport,
                loops,
                new GatewayPort.Address(
                        settings.listen(),
                        settings.port(),
                        settings.publicName(),
                        settings.publicPort(),
                        settings.clients().proxies()),
                new GatewayTls(settings.certificate(), settings.key(), transport.tls()),
                new RelayPeers(grants, sessions, dialer, limits, counters),
                keys);
        SessionReporter.start(sessions, grants, loops.next());
    }

    /**
     * Starts.
     *
     * @param connected whether the control plane is reached, for the metrics
     * @throws IOException when a certificate cannot be read or a port cannot be had
     */
    public static DisplayProxy start(
            DisplayProxySettings settings, Transport transport, Grants grants, BooleanSupplier connected)
            throws IOException, InterruptedException {
        return new DisplayProxy(settings, transport, grants, connected);
    }

    /** The port clients connect to. */
    public int port() {
        return port.port();
    }

    /** The port of metrics and health, on loopback. */
    public int metricsPort() {
        return admin.port();
    }

    /** Ends a session the control plane has revoked. Any thread. */
    public void revoke(Revocation revocation) {
        sessions.revoke(revocation.session(), revocation.reason());
    }

    /** Live sessions. */
    public GatewaySessions sessions() {
        return sessions;
    }

    /** What has been counted since the start. */
    public Counters counters() {
        return counters;
    }

    /**
     * Refuses new connections, tells the people at desktops and the control plane, and returns when nobody is left, or
     * at the latest after so long.
     */
    public void drain(Duration most) {
        port.close();
        sessions.leave();
        long end = System.nanoTime() + most.toNanos();
        while (sessions.size() > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Refuses new connections, ends the live ones, and stops; takes up to two seconds. */
    @Override
    public void close() {
        port.close();
        sessions.endAll(CloseReason.DRAINED);
        admin.close();
        loops.shutdownGracefully(200, DRAIN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(DRAIN_MILLIS + 500);
        dialer.close();
        keys.close();
    }
}
