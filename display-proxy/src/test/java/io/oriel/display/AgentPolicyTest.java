package io.oriel.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.rig.GlibSpiceClient;
import io.oriel.display.rig.GuestAgent;
import io.oriel.display.rig.Qemu;
import io.oriel.display.rig.Required;
import io.oriel.display.rig.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each thing policy may forbid of what a guest's agent carries, allowed and forbidden: a real client, the whole gateway,
 * a real qemu and an agent. A sender has ten tokens: more is refused than that, and the agent must still be heard.
 */
class AgentPolicyTest {
    private static final int MORE_THAN_TOKENS = 25;

    @TempDir
    Path directory;

    private TestGateway gateway;
    private GuestAgent agent;
    private Qemu qemu;

    @BeforeAll
    static void programs() {
        Required.program("qemu", Qemu.PROGRAM);
        Required.program("qemu", GlibSpiceClient.PYTHON);
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
        agent = new GuestAgent();
        qemu = Qemu.living(agent, directory);
    }

    @AfterEach
    void stop() throws Exception {
        qemu.close();
        agent.close();
        gateway.close();
    }

    private GlibSpiceClient connect(Passage... refused) throws Exception {
        var policy = ChannelPolicy.without(List.of(refused));
        var ticket = gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE), policy, new SessionId(UUID.randomUUID()));
        var client = GlibSpiceClient.connect(gateway, ticket.value(), "");
        client.awaitEvent("agent ready");
        return client;
    }

    private Map<Passage, Long> refused() {
        return gateway.proxy().sessions().reports().getFirst().refused();
    }

    private void clientsTextArrives(GlibSpiceClient client, String text) throws Exception {
        client.offer(text);
        TestGateway.eventually(() -> agent.pasted().contains(text));
    }

    private void desktopsTextArrives(GlibSpiceClient client, String text) throws Exception {
        agent.offer(text);
        client.awaitEvent("offered");
        client.paste();
        client.awaitEvent("pasted " + text);
    }

    private Path file(int length) throws Exception {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Files.write(directory.resolve("report.pdf"), bytes);
    }

    private void fileArrives(GlibSpiceClient client) throws Exception {
        var file = file(60_000);
        client.send(file);
        client.awaitEvent("file sent");
        TestGateway.eventually(() -> agent.files().containsKey("report.pdf"));
        assertThat(agent.files().get("report.pdf")).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void whatIsNotForbiddenArrives() throws Exception {
        try (var client = connect()) {
            clientsTextArrives(client, "from the client: Grüße");
            desktopsTextArrives(client, "from the desktop: Grüße");
            fileArrives(client);
            assertThat(refused()).isEmpty();
        }
    }

    @Test
    void A32_nothingIsPastedIntoTheDesktop() throws Exception {
        try (var client = connect(Passage.CLIPBOARD_TO_DESKTOP)) {
            // When
            for (int i = 0; i < MORE_THAN_TOKENS; i++) {
                client.offer("secret " + i);
            }
            client.release();
            // Then
            TestGateway.eventually(() -> refused().equals(Map.of(Passage.CLIPBOARD_TO_DESKTOP, MORE_THAN_TOKENS + 1L)));
            desktopsTextArrives(client, "from the desktop");
            fileArrives(client);
            assertThat(agent.heard(GuestAgent.GRAB)).isZero();
            assertThat(agent.pasted()).isEmpty();
            assertThat(refused()).isEqualTo(Map.of(Passage.CLIPBOARD_TO_DESKTOP, MORE_THAN_TOKENS + 1L));
        }
    }

    @Test
    void A32_nothingIsCopiedOutOfTheDesktop() throws Exception {
        try (var client = connect(Passage.CLIPBOARD_TO_CLIENT)) {
            // When
            for (int i = 0; i < MORE_THAN_TOKENS; i++) {
                agent.offer("secret " + i);
            }
            // Then
            TestGateway.eventually(
                    () -> refused().equals(Map.of(Passage.CLIPBOARD_TO_CLIENT, (long) MORE_THAN_TOKENS)));
            clientsTextArrives(client, "from the client");
            fileArrives(client);
            assertThat(client.events()).noneMatch(event -> event.startsWith("offered"));
            assertThat(agent.heard(GuestAgent.REQUEST)).isZero();
            assertThat(refused()).isEqualTo(Map.of(Passage.CLIPBOARD_TO_CLIENT, (long) MORE_THAN_TOKENS));
        }
    }

    @Test
    void A32_filesAreDeclined() throws Exception {
        try (var client = connect(Passage.FILES)) {
            for (int i = 1; i <= MORE_THAN_TOKENS; i++) {
                // When
                client.send(file(60_000));
                // Then
                int tries = i;
                TestGateway.eventually(() -> client.events().stream()
                                .filter(event -> event.startsWith("file refused"))
                                .count()
                        == tries);
            }
            clientsTextArrives(client, "from the client");
            desktopsTextArrives(client, "from the desktop");
            assertThat(agent.heard(GuestAgent.FILE_START)).isZero();
            assertThat(agent.heard(GuestAgent.FILE_DATA)).isZero();
            assertThat(agent.files()).isEmpty();
            // For each the client sends two messages: its wish, and when that is declined, that it gives up.
            TestGateway.eventually(() -> refused().equals(Map.of(Passage.FILES, 2L * MORE_THAN_TOKENS)));
        }
    }
}
