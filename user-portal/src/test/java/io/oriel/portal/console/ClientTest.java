package io.oriel.portal.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.operation.Desktop;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.host.api.VmId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which client opens a desktop, and what of the clipboard it brings. */
class ClientTest {

    @Test
    void a10_theTicketIsNotInItsText() {
        assertThat(new ConsoleController.Ticketed("wss://x/rfb", "canary-7").toString())
                .doesNotContain("canary-7");
    }

    private static Desktop desktop(boolean spice, boolean vnc) {
        return new Desktop(
                new VmId(new UUID(0, 1)),
                "eng-linux-12",
                spice || vnc ? "up" : "powering_up",
                spice || vnc,
                spice,
                vnc,
                Optional.empty(),
                2,
                4096,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "VNC, true, true, VNC",
        "SPICE, true, true, SPICE",
        "VNC, true, false, SPICE",
        "SPICE, false, true, VNC",
        "VNC, false, false, VNC",
        "SPICE, false, false, SPICE"
    })
    void aClientGivesWayOnlyToADisplayThatIsThere(Client wished, boolean spice, boolean vnc, Client opened) {
        assertThat(wished.forDesktop(desktop(spice, vnc))).isEqualTo(opened);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aWordIsReadBackAndOthersAreNone(Client client) {
        assertThat(Client.parse(client.word())).contains(client);
        assertThat(Client.parse(client.word() + " ")).isEmpty();
        assertThat(Client.parse("../" + client.word())).isEmpty();
        assertThat(Client.parse(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"VNC, true, false, false", "SPICE, true, true, false", "VNC, false, true, false"})
    void theClipboardGoesWhereTheAgentListensAndPolicyLetsIt(
            Client client, boolean spice, boolean sends, boolean fetches) {
        // Given
        var policy = ChannelPolicy.without(List.of(Passage.CLIPBOARD_TO_CLIENT));
        // When
        var clip = Clip.of(client, desktop(spice, true), policy);
        // Then
        assertThat(clip.sends()).isEqualTo(sends);
        assertThat(clip.fetches()).isEqualTo(fetches);
    }
}
