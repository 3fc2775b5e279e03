package io.oriel.display.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.DisplayProxySettings.Clients;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.relay.Transport;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.Required;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway behind a load balancer at 127.0.0.9, and what those do who are none. */
class ProxyProtocolTest {
    private static final String BALANCER = "127.0.0.9";
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    /** PROXY, TCP4, 198.51.100.7:40000 to 192.0.2.1:8444. */
    private static final String HEADER = SIGNATURE + "2111000c c6336407 c0000201 9c40 20fc";
    /** PROXY, TCP6, from 2001:db8::7. */
    private static final String HEADER6 =
            SIGNATURE + "21210024 20010db8000000000000000000000007 20010db8000000000000000000000001 9c40 20fc";

    @TempDir
    Path directory;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory, new Clients(1_000, 5, ProxySources.of(BALANCER)), Transport.best());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Socket from(String address) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private Socket announced(String hex) throws IOException {
        var socket = from(BALANCER);
        socket.getOutputStream().write(Hex.bytes(hex));
        return socket;
    }

    private int health(Socket socket) throws IOException {
        try (var web = new WebSocketClient(gateway.secure(socket))) {
            return web.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n").status();
        }
    }

    private void closedAsAttack(Socket socket) throws IOException {
        try (socket) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(Arrays.stream(CloseReason.values()).filter(reason -> gateway.closed(reason) > 0))
                .containsExactly(CloseReason.PROTOCOL_VIOLATION);
        assertThat(gateway.grants().redeemed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEADER, HEADER6})
    void theAnnouncedClientIsWhoShowsTheTicket(String header) throws Exception {
        try (var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO);
                var client = new SpiceTestClient(gateway.secure(announced(header)))) {
            // When
            client.link(0, SpiceTestClient.MAIN)
                    .show(gateway.ticket(console::open).value());
            // Then
            assertThat(client.result()).isZero();
            assertThat(gateway.grants().clients())
                    .containsExactly(header.equals(HEADER) ? "198.51.100.7" : "2001:db8:0:0:0:0:0:7");
        }
    }

    @Test
    void extensionsAreSkippedAndTheHeaderMayComeByteByByte() throws Exception {
        // Given: a NOOP extension of 100 bytes
        var header = Hex.bytes(SIGNATURE + "21110073 c6336407 c0000201 9c40 20fc 04 0064" + "00".repeat(100));
        var socket = from(BALANCER);
        // When
        for (byte each : header) {
            socket.getOutputStream().write(each);
            socket.getOutputStream().flush();
        }
        // Then
        assertThat(health(socket)).isEqualTo(200);
    }

    @Test
    void theBalancersOwnLookIsItsOwn() throws Exception {
        assertThat(health(announced(SIGNATURE + "20000000"))).isEqualTo(200);
    }

    @Test
    void A24_limitsAreTheAnnouncedClientsAndNotTheBalancers() throws Exception {
        var open = new ArrayList<Socket>();
        try {
            // Given: five of one client, each unproven
            for (int i = 0; i < 5; i++) {
                open.add(announced(HEADER));
            }
            TestGateway.eventually(() -> gateway.proxy().counters().accepted() == 5);
            // When
            try (var sixth = announced(HEADER)) {
                // Then
                assertThat(sixth.getInputStream().readAllBytes()).isEmpty();
                assertThat(gateway.closed(CloseReason.LIMIT_REACHED)).isOne();
            }
            assertThat(health(announced(HEADER6))).isEqualTo(200);
        } finally {
            for (var socket : open) {
                socket.close();
            }
        }
        TestGateway.eventually(() -> gateway.closed(CloseReason.CLIENT_CLOSED) >= 5);
        assertThat(health(announced(HEADER))).isEqualTo(200);
    }

    @Test
    void A34_anybodyElsesHeaderIsAnAttack() throws Exception {
        var socket = from("127.0.0.1");
        socket.getOutputStream().write(Hex.bytes(HEADER));
        closedAsAttack(socket);
    }

    @Test
    void A34_aClientBehindTheBalancerCannotAnnounceAnother() throws Exception {
        closedAsAttack(announced(HEADER + HEADER6));
    }

    @Test
    void A34_withoutItsHeaderTheBalancerIsNotServed() throws Exception {
        var socket = from(BALANCER);
        socket.getOutputStream().write(Hex.bytes("16 0301 0200 0100 01fc 0303" + "00".repeat(200)));
        closedAsAttack(socket);
    }

    @Test
    void A34_versionOneIsRefused() throws Exception {
        var socket = from(BALANCER);
        socket.getOutputStream()
                .write("PROXY TCP4 198.51.100.7 192.0.2.1 40000 8444\r\n".getBytes(StandardCharsets.US_ASCII));
        closedAsAttack(socket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE + "3111000c c6336407 c0000201 9c40 20fc", // version 3
                SIGNATURE + "2211000c c6336407 c0000201 9c40 20fc", // command 2
                SIGNATURE + "2141000c c6336407 c0000201 9c40 20fc", // family 4
                SIGNATURE + "2112000c c6336407 c0000201 9c40 20fc", // a datagram
                SIGNATURE + "21110004 c6336407", // shorter than two addresses
                SIGNATURE + "21210020 20010db8000000000000000000000007 20010db8000000000000000000000001",
            })
    void A21_aHeaderThatLiesIsClosedAndCounted(String header) throws Exception {
        closedAsAttack(announced(header));
    }

    @Test
    void A21_aHeaderLongerThanAnybodysExtensionsIsNotGathered() throws Exception {
        closedAsAttack(announced(SIGNATURE + "2111ffff c6336407 c0000201 9c40 20fc" + "00".repeat(1_500)));
    }

    @Test
    void A23_halfAHeaderIsNotWaitedFor() throws Exception {
        try (var socket = announced(HEADER.substring(0, 20))) {
            // When
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            // Then
            assertThat(gateway.closed(CloseReason.HANDSHAKE_TIMEOUT)).isOne();
        }
    }

    @Test
    void aRealBalancerAnnouncesItsClients() throws Exception {
        var haproxy = Path.of("/usr/sbin/haproxy");
        Required.program("haproxy", haproxy);
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var configuration = directory.resolve("haproxy.cfg");
        Files.writeString(configuration, """
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                listen gateway
                    bind 127.0.0.1:%d
                    server gateway 127.0.0.1:%d source %s send-proxy-v2
                """.formatted(port, gateway.port(), BALANCER));
        var balancer = new ProcessBuilder(List.of(haproxy.toString(), "-db", "-f", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile())
                .start();
        try (var console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO)) {
            TestGateway.eventually(() -> listens(port));
            var socket = new Socket();
            socket.bind(new InetSocketAddress("127.0.0.42", 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            try (var client = new SpiceTestClient(gateway.secure(socket))) {
                client.link(0, SpiceTestClient.MAIN)
                        .show(gateway.ticket(console::open).value());
                assertThat(client.result()).isZero();
                assertThat(gateway.grants().clients()).containsExactly("127.0.0.42");
            }
        } finally {
            balancer.destroy();
            assertThat(balancer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
