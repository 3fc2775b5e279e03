package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.FakeVncConsole;
import io.oriel.display.rig.RfbTestClient;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import io.oriel.loadtest.lab.Command;
import io.oriel.loadtest.rig.LoneGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the memory of a gateway's process holds while people sit at their desktops. */
class TicketInMemoryTest {
    @TempDir
    Path directory;

    @Test
    void A10_ticketsThatWereShownAreNotKept() throws Exception {
        try (var gateway = new LoneGateway(directory);
                var spice = new FakeSpiceConsole(FakeSpiceConsole.Manner.TRUST);
                var vnc = new FakeVncConsole()) {
            // Given
            var viewers = gateway.ticket(target(DisplayProtocol.SPICE, spice.port()));
            var browsers = gateway.ticket(target(DisplayProtocol.RFB, vnc.port()));
            try (var viewer = new SpiceTestClient(secure(gateway));
                    var browser = new WebSocketClient(secure(gateway))) {
                assertThat(viewer.link(0, SpiceTestClient.MAIN).show(viewers).result())
                        .isZero();
                browser.upgrade(TestGateway.ORIGIN);
                browser.text(browsers);
                new RfbTestClient(browser).handshake();
                assertThat(gateway.sessions()).isEqualTo(2);
                // When
                var heap = heap(gateway);
                // Then
                assertThat(heap.contains("oriel.gateway.port"))
                        .as("the dump can be read so")
                        .isTrue();
                assertThat(heap.contains(viewers))
                        .as("a viewer's ticket is in memory")
                        .isFalse();
                assertThat(heap.contains(browsers))
                        .as("a browser's ticket is in memory")
                        .isFalse();
                assertThat(gateway.said()).doesNotContain(viewers, browsers);
            }
        }
    }

    private String heap(LoneGateway gateway) throws IOException {
        var file = directory.resolve("heap.hprof");
        Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(gateway.pid()),
                        "GC.heap_dump",
                        file.toString())
                .run()
                .orFail();
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static ConsoleTarget target(DisplayProtocol protocol, int port) {
        return new ConsoleTarget(new UUID(0, 1), protocol, "127.0.0.1", port, "", "password");
    }

    private static Socket secure(LoneGateway gateway) throws IOException, GeneralSecurityException {
        var tcp = new Socket("127.0.0.1", gateway.port());
        return gateway.certificates()
                .clientContext()
                .getSocketFactory()
                .createSocket(tcp, "localhost", gateway.port(), true);
    }
}
