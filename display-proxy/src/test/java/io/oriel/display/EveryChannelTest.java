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
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every SPICE channel a real qemu has, through the whole gateway: opened, and refused where policy forbids it. */
class EveryChannelTest {
    private static final Map<Passage, Integer> CHANNELS = new LinkedHashMap<>();

    static {
        CHANNELS.put(Passage.PLAYBACK, 5);
        CHANNELS.put(Passage.RECORD, 6);
        CHANNELS.put(Passage.SMARTCARD, 8);
        CHANNELS.put(Passage.USB, 9);
        CHANNELS.put(Passage.WEBDAV, 11);
    }

    private static final int OK = 0;
    private static final int PERMISSION_DENIED = 7;

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

    private String ticket(ChannelPolicy policy) {
        return gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE), policy, new SessionId(UUID.randomUUID()))
                .value();
    }

    @Test
    void aRealClientOpensThemAll() throws Exception {
        // When
        try (var client = GlibSpiceClient.connectEvery(gateway, ticket(ChannelPolicy.all()))) {
            // Then
            for (var name : List.of(
                    "main",
                    "display",
                    "inputs",
                    "cursor",
                    "playback",
                    "record",
                    "smartcard",
                    "usbredir",
                    "port",
                    "webdav")) {
                client.awaitEvent(name + " opened");
            }
            client.awaitEvent("mark 1");
            assertThat(gateway.proxy().sessions().links()).isEqualTo(10);
            assertThat(gateway.proxy().sessions().reports().getFirst().refused())
                    .isEmpty();
        }
    }

    @Test
    void A32_aRealClientDoesNotSeeWhatIsForbidden() throws Exception {
        // When
        try (var client = GlibSpiceClient.connectEvery(gateway, ticket(ChannelPolicy.without(CHANNELS.keySet())))) {
            client.awaitEvent("port opened");
            client.awaitEvent("cursor opened");
            client.awaitEvent("inputs opened");
            client.awaitEvent("mark 1");
            // Then
            assertThat(client.events())
                    .filteredOn(event -> event.startsWith("channel "))
                    .containsExactlyInAnyOrder(
                            "channel main", "channel display", "channel inputs", "channel cursor", "channel port");
        }
    }

    @Test
    void A32_aLinkThatPolicyForbidsIsRefusedWhoeverAsksForIt() throws Exception {
        for (var channel : CHANNELS.entrySet()) {
            var allowed = ticket(ChannelPolicy.all());
            try (var main = main(allowed)) {
                assertThat(later(allowed, main.init(), channel.getValue()))
                        .as("%s allowed", channel.getKey())
                        .isEqualTo(OK);
            }
            var forbidden = ticket(ChannelPolicy.without(List.of(channel.getKey())));
            try (var main = main(forbidden)) {
                int number = main.init();
                for (int tries = 1; tries <= 3; tries++) {
                    assertThat(later(forbidden, number, channel.getValue()))
                            .as("%s forbidden", channel.getKey())
                            .isEqualTo(PERMISSION_DENIED);
                }
                assertThat(gateway.proxy().sessions().refusals(channel.getKey()))
                        .isEqualTo(3);
                assertThat(later(forbidden, number, SpiceTestClient.INPUTS)).isEqualTo(OK);
            }
        }
    }

    private SpiceTestClient main(String ticket) throws Exception {
        var main = new SpiceTestClient(gateway.secure())
                .link(0, SpiceTestClient.MAIN)
                .show(ticket);
        assertThat(main.result()).isEqualTo(OK);
        return main;
    }

    private int later(String ticket, int session, int type) throws Exception {
        try (var link =
                new SpiceTestClient(gateway.secure()).link(session, type).show(ticket)) {
            return link.result();
        }
    }
}
