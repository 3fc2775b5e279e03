package io.oriel.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.rig.GlibSpiceClient;
import io.oriel.display.rig.Qemu;
import io.oriel.display.rig.Required;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real client, the whole gateway, a real qemu. */
class SpiceEndToEndTest {
    @TempDir
    Path directory;

    private TestGateway gateway;

    @BeforeAll
    static void programs() {
        Required.program("qemu", Qemu.PROGRAM);
        Required.program("qemu", GlibSpiceClient.PYTHON);
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void theDisplayAppearsThroughEveryChannel() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            // When
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), "")) {
                client.awaitEvent("mark 1");
                client.awaitEvent("inputs opened");
                client.awaitEvent("cursor opened");
                // Then
                assertThat(client.events()).anyMatch(event -> event.startsWith("primary "));
                assertThat(gateway.proxy().sessions().size()).isOne();
                assertThat(gateway.proxy().sessions().links()).isEqualTo(4);
                assertThat(gateway.grants().reopened()).isLessThanOrEqualTo(3);
            }
            TestGateway.eventually(() -> gateway.proxy().sessions().size() == 0);
            TestGateway.eventually(() -> gateway.grants().reports().stream()
                    .flatMap(List::stream)
                    .anyMatch(report -> report.closed().equals(Optional.of(CloseReason.CLIENT_CLOSED))
                            && report.bytesToClient() > 1_000));
        }
    }

    @Test
    void theConsoleMayBeSecuredAndPinned() throws Exception {
        var tls = gateway.certificates().qemuDirectory("host");
        try (var qemu = Qemu.secured(tls, TestCertificates.pin(tls.resolve("server-cert.pem")))) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            // When
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), "")) {
                // Then
                client.awaitEvent("mark 1");
            }
        }
    }

    @Test
    void A26_aConsoleWithAnotherKeyIsNotTrusted() throws Exception {
        var tls = gateway.certificates().qemuDirectory("host");
        try (var qemu = Qemu.secured(tls, "ab".repeat(32))) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            // When
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), "")) {
                // Then
                TestGateway.eventually(() -> gateway.closed(CloseReason.CONSOLE_UNTRUSTED) == 1);
                client.awaitEvent("main error");
            }
        }
    }

    @Test
    void A11_aClientBehindConnectReachesTheGatewayItself() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            var proxy = "http://127.0.0.1:" + gateway.port();
            // When
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), proxy)) {
                // Then
                client.awaitEvent("mark 1");
            }
        }
    }

    @Test
    void onlyThePersonsInputEndsIdleness() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), "")) {
                client.awaitEvent("mark 1");
                client.awaitEvent("inputs opened");
                TestGateway.eventually(() -> idleSeconds() >= 2);
                // When
                client.key(30);
                // Then
                TestGateway.eventually(() -> idleSeconds() < 2);
                TestGateway.eventually(() -> gateway.grants().reports().stream()
                        .flatMap(List::stream)
                        .anyMatch(report -> report.idleSeconds() > 0));
            }
        }
    }

    private long idleSeconds() {
        return gateway.proxy().sessions().reports().getFirst().idleSeconds();
    }

    @Test
    void aRefusedTicketIsARefusedPassword() throws Exception {
        // When
        try (var client = GlibSpiceClient.connect(gateway, "x".repeat(43), "")) {
            // Then
            client.awaitEvent("main error-auth");
            assertThat(gateway.closed(CloseReason.TICKET_REFUSED)).isOne();
        }
    }

    @Test
    void aRevokedSessionEndsAtOnceOnEveryChannel() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var session = new SessionId(UUID.randomUUID());
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE), ChannelPolicy.all(), session);
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), "")) {
                client.awaitEvent("mark 1");
                client.awaitEvent("cursor opened");
                client.awaitEvent("inputs opened");
                // When
                gateway.revoke(session, CloseReason.TAKEN_OVER);
                // Then
                client.awaitEvent("main closed");
                TestGateway.eventually(() -> gateway.closed(CloseReason.TAKEN_OVER) == 4);
            }
        }
    }

    @Test
    void A32_forbiddenChannelsAreNotEvenNamed() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var nothingExtra = ChannelPolicy.without(List.of(Passage.values()));
            var ticket = gateway.ticket(
                    () -> qemu.open(DisplayProtocol.SPICE), nothingExtra, new SessionId(UUID.randomUUID()));
            // When
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), "")) {
                client.awaitEvent("mark 1");
                client.awaitEvent("inputs opened");
                // Then
                assertThat(client.events()).noneMatch(event -> event.contains("record"));
            }
        }
    }

    @Test
    void liveStreamsOutliveTheControlPlane() throws Exception {
        try (var qemu = Qemu.plain()) {
            // Given
            var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            var later = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE));
            try (var client = GlibSpiceClient.connect(gateway, ticket.value(), "")) {
                client.awaitEvent("inputs opened");
                // When
                gateway.grants().away(true);
                client.key(30);
                client.awaitEvent("typed");
                // Then
                try (var refused = GlibSpiceClient.connect(gateway, later.value(), "")) {
                    refused.awaitEvent("main error");
                }
                assertThat(gateway.closed(CloseReason.CONTROL_PLANE_UNAVAILABLE))
                        .isOne();
                assertThat(gateway.proxy().sessions().size()).isOne();
                assertThat(client.events()).doesNotContain("main closed");
            }
        }
    }
}
