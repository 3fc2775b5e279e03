package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import org.junit.jupiter.api.Test;
import org.libvirt.Error.ErrorNumber;

/** What a person is told when libvirt fails. */
class LibvirtFaultTest {

    @Test
    void numbersAreThoseOfTheHeader() {
        assertThat(LibvirtFault.number(1)).isEqualTo(ErrorNumber.VIR_ERR_INTERNAL_ERROR);
        assertThat(LibvirtFault.number(42)).isEqualTo(ErrorNumber.VIR_ERR_NO_DOMAIN);
        assertThat(LibvirtFault.number(55)).isEqualTo(ErrorNumber.VIR_ERR_OPERATION_INVALID);
        assertThat(LibvirtFault.number(86)).isEqualTo(ErrorNumber.VIR_ERR_AGENT_UNRESPONSIVE);
        assertThat(LibvirtFault.number(100_000)).isEqualTo(ErrorNumber.VIR_ERR_UNKNOWN);
        assertThat(LibvirtFault.number(-1)).isEqualTo(ErrorNumber.VIR_ERR_UNKNOWN);
    }

    @Test
    void wordsSayMoreThanInternalError() {
        assertThat(outcome(ErrorNumber.VIR_ERR_INTERNAL_ERROR, "process exited: Failed to get \"write\" lock"))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.BUSY);
                    assertThat(refused.message()).startsWith("a disk of the VM is locked");
                });
        assertThat(outcome(ErrorNumber.VIR_ERR_INTERNAL_ERROR, "cannot set up guest memory 'pc.ram'"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("not enough free memory"));
    }

    @Test
    void aVmThatIsGoneOrBusyIsARefusal() {
        assertThat(outcome(ErrorNumber.VIR_ERR_NO_DOMAIN, "Domain not found"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.NOT_FOUND));
        assertThat(outcome(ErrorNumber.VIR_ERR_OPERATION_INVALID, "domain is not running"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.BUSY));
    }

    @Test
    void aGuestsWordsAreCutToOneShortLine() {
        // Given what an agent in a guest may have made up
        var claim = "agent said:\n\u001b[31m" + "x".repeat(100_000);

        // When
        var outcome = outcome(ErrorNumber.VIR_ERR_INTERNAL_ERROR, claim);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.message().length()).isLessThan(600);
            assertThat(failed.message()).doesNotContain("\n").doesNotContain("\u001b");
        });
    }

    private static Outcome outcome(ErrorNumber number, String message) {
        return new LibvirtFault(number, message).outcome();
    }
}
