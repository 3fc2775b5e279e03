package io.oriel.display;

import static io.oriel.display.rig.TestGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is emptied by the control plane's order, and one that is asked to stop. */
class DrainTest {
    private static final int NOTIFY = 7;

    @TempDir
    Path directory;

    private TestGateway gateway;
    private FakeSpiceConsole console;
    private boolean stopped;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
        console = new FakeSpiceConsole(FakeSpiceConsole.Manner.ECHO);
    }

    @AfterEach
    void stop() throws IOException {
        if (!stopped) {
            gateway.close();
        }
        console.close();
    }

    private SpiceTestClient sit(SessionId session) throws IOException {
        var client = new SpiceTestClient(gateway.secure());
        client.link(0, SpiceTestClient.MAIN)
                .show(gateway.ticket(console::open, ChannelPolicy.all(), session)
                        .value());
        assertThat(client.result()).isZero();
        client.init();
        return client;
    }

    private SpiceTestClient sit() throws IOException {
        return sit(new SessionId(UUID.randomUUID()));
    }

    /** What the next message, which must be one for the person, says. */
    private static String notice(SpiceTestClient client) throws IOException {
        var head = ByteBuffer.wrap(client.read(6)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(head.getShort()).isEqualTo((short) NOTIFY);
        var body = client.read(head.getInt());
        return new String(body, 24, body.length - 25, StandardCharsets.UTF_8);
    }

    private String publicHealth() throws IOException {
        try (var web = new WebSocketClient(gateway.secure())) {
            var answer = web.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n");
            assertThat(answer.status()).isEqualTo(200);
            return new String(web.body(answer), StandardCharsets.US_ASCII);
        }
    }

    private int operatorsHealth() throws IOException {
        try (var web =
                new WebSocketClient(new Socket("127.0.0.1", gateway.proxy().metricsPort()))) {
            return web.request("GET /health HTTP/1.1\r\nHost: g\r\n\r\n").status();
        }
    }

    private String metrics() throws IOException {
        try (var web =
                new WebSocketClient(new Socket("127.0.0.1", gateway.proxy().metricsPort()))) {
            return new String(
                    web.body(web.request("GET /metrics HTTP/1.1\r\nHost: g\r\n\r\n")), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anEmptiedGatewayTellsItsPeopleOnceAndCarriesThemOn() throws Exception {
        try (var client = sit()) {
            // Given
            assertThat(publicHealth()).isEqualTo("ok");
            assertThat(operatorsHealth()).isEqualTo(200);
            // When
            gateway.grants().drain(Optional.of(new Receipt.Drain(600)));
            // Then
            assertThat(notice(client)).contains("is being emptied");
            assertThat(publicHealth()).isEqualTo("draining");
            assertThat(operatorsHealth()).isEqualTo(503);
            assertThat(metrics()).contains("oriel_gateway_draining 1.0");
            // a ticket given before the order is still good: nothing is left of it in two minutes
            try (var late = sit()) {
                assertThat(gateway.proxy().sessions().size()).isEqualTo(2);
                // When
                gateway.grants().drain(Optional.empty());
                // Then
                eventually(() -> !gateway.proxy().sessions().draining());
                assertThat(publicHealth()).isEqualTo("ok");
                assertThat(late).isNotNull();
            }
        }
    }

    @Test
    void aGatewayThatIsToStopRefusesWhoIsNewAndWaitsForWhoIsThere() throws Exception {
        // Given
        var session = new SessionId(UUID.randomUUID());
        var client = sit(session);
        // When
        var drained = CompletableFuture.runAsync(() -> gateway.proxy().drain(Duration.ofMinutes(5)));
        // Then
        assertThat(notice(client)).contains("is being emptied");
        eventually(() -> gateway.grants().leaving());
        assertThat(operatorsHealth()).isEqualTo(503);
        assertThatThrownBy(gateway::connect).isInstanceOf(ConnectException.class);
        assertThat(drained).isNotDone();
        // When
        client.close();
        // Then
        drained.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoDoesNotLeaveIsEndedWhenTheTimeIsOver() throws Exception {
        // Given
        var session = new SessionId(UUID.randomUUID());
        try (var client = sit(session)) {
            // When
            gateway.proxy().drain(Duration.ofMillis(300));
            stopped = true;
            gateway.close();
            // Then
            client.awaitEnd();
            assertThat(gateway.grants().reports().stream().flatMap(List::stream))
                    .filteredOn(report -> report.session().equals(session))
                    .extracting(SessionReport::closed)
                    .contains(Optional.of(CloseReason.DRAINED));
        }
    }
}
