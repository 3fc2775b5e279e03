package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.VmId;
import io.oriel.pool.FakeHost.Fault;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody asked for, and a host that falls silent just as it is told. */
class LostCommandTest {
    private Fixture fixture;
    private VmId vm;

    /** What is asked for, and how one sees that it was done. */
    enum Asked {
        PAUSE(Vms::pause, "paused"),
        SUSPEND(Vms::suspend, "suspended"),
        SHUTDOWN(Vms::shutdown, "down"),
        STOP(Vms::stop, "down");

        private final BiConsumer<Vms, VmId> asking;
        private final String done;

        Asked(BiConsumer<Vms, VmId> asking, String done) {
            this.asking = asking;
            this.done = done;
        }
    }

    @BeforeEach
    void open() {
        fixture = new Fixture().started();
        var template = fixture.module.templates().importImage("t", Fixture.image(), Optional.empty());
        vm = fixture.module.vms().create(new NewVm("one", template.id(), 1, 64)).id();
        fixture.module.vms().start(vm);
        fixture.awaitState("one", "up");
    }

    @AfterEach
    void close() {
        assertThat(fixture.host.violations).isEmpty();
        fixture.close();
    }

    private void silentWhenTold(Fault fault) {
        fixture.host.faults = command -> {
            if (command instanceof EstateCommand.StartVm || command instanceof EstateCommand.PrepareStorage) {
                return Fault.NONE;
            }
            fixture.host.silent = true;
            return fault;
        };
    }

    private void speakAgain() {
        fixture.host.faults = _ -> Fault.NONE;
        fixture.host.silent = false;
    }

    @ParameterizedTest
    @EnumSource(Asked.class)
    void isAskedAgainWhenItNeverArrived(Asked asked) {
        // Given
        silentWhenTold(Fault.LOST);
        asked.asking.accept(fixture.module.vms(), vm);
        fixture.awaitState("one", "unknown");
        // When
        speakAgain();
        // Then
        fixture.awaitState("one", asked.done);
        Await.until(fixture::log, () -> fixture.module.hosts().list().getFirst().up());
        assertThat(fixture.state("one")).isEqualTo(asked.done);
    }

    @ParameterizedTest
    @EnumSource(Asked.class)
    void isDoneOnceWhenOnlyItsEndWasLost(Asked asked) {
        // Given
        silentWhenTold(Fault.ANSWER_LOST);
        asked.asking.accept(fixture.module.vms(), vm);
        fixture.awaitState("one", "unknown");
        // When
        speakAgain();
        // Then
        fixture.awaitState("one", asked.done);
        assertThat(fixture.host.received().stream().filter(EstateCommand.StartVm.class::isInstance))
                .as("what was to be off is not started again")
                .hasSize(1);
        assertThat(fixture.vm("one").trouble()).isEmpty();
    }

    @Test
    void aRebootIsNotDoneTwiceButTold() {
        // Given
        silentWhenTold(Fault.LOST);
        // When
        fixture.module.vms().reboot(vm);
        fixture.awaitState("one", "unknown");
        speakAgain();
        // Then
        fixture.awaitState("one", "up");
        assertThat(fixture.log())
                .contains("RebootInProgress → Unknown on h1 (its host does not answer; whether it was rebooted is not"
                        + " known)");
    }
}
