package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libvirt.Error.ErrorNumber;

/** What guests answer, in words a person can act on. That a guest does it is in BeginningsTest. */
class GuestSessionsTest {

    @Test
    void anEndWithoutErrorIsDone() {
        assertThat(GuestSessions.ended("{\"return\":{\"exitcode\":0,\"exited\":true}}"))
                .isEqualTo(new Outcome.Done());
    }

    @Test
    void aGuestWithoutLoginctlIsToldApart() {
        assertThat(message(GuestSessions.ended("{\"return\":{\"exitcode\":127,\"exited\":true}}")))
                .contains("no loginctl")
                .contains("systemd-logind");
    }

    @Test
    void whatTheProgramSaidIsOneBoundedLine() {
        // Given
        var said = "No session\n\u001b[31mfor console" + "!".repeat(500);
        var base64 = Base64.getEncoder().encodeToString(said.getBytes(StandardCharsets.UTF_8));

        // When
        var message = message(
                GuestSessions.ended("{\"return\":{\"exitcode\":1,\"err-data\":\"" + base64 + "\",\"exited\":true}}"));

        // Then
        assertThat(message)
                .contains("ended with 1")
                .contains("No session [31mfor console")
                .hasSizeLessThan(300);
        assertThat(message.chars()).allMatch(c -> c >= ' ');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"return\":{\"exited\":true,\"signal\":9}}",
                "{\"return\":{\"exitcode\":1,\"err-data\":\"=\",\"exited\":true}}",
                "{\"exitcode\":99999999999999}",
                "",
            })
    void aStrangeEndIsAFailure(String answer) {
        assertThat(message(GuestSessions.ended(answer))).contains("could not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "internal error: unable to execute QEMU agent command 'guest-exec': Command guest-exec has been disabled:"
                        + " the command is not allowed",
                "internal error: unable to execute QEMU agent command 'guest-exec': The command guest-exec has not been"
                        + " found",
            })
    void anAgentThatMayNotRunProgramsSaysWhereToAllowIt(String libvirt) {
        assertThat(GuestSessions.refused(new LibvirtFault(ErrorNumber.VIR_ERR_INTERNAL_ERROR, libvirt)))
                .hasMessageContaining("allow guest-exec")
                .hasMessageContaining("qemu-ga");
    }

    @Test
    void anAgentThatDoesNotAnswerIsSaidToBeSo() {
        var fault = GuestSessions.refused(new LibvirtFault(ErrorNumber.VIR_ERR_AGENT_UNRESPONSIVE, "not connected"))
                .fault()
                .orElseThrow();
        assertThat(message(fault.outcome())).contains("see that qemu-guest-agent is installed");
    }

    private static String message(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).message();
    }
}
