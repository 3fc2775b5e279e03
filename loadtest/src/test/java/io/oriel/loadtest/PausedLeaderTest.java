package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.rig.LeaderProcess;
import io.oriel.loadtest.rig.Parts;
import io.oriel.loadtest.rig.Rig;
import io.oriel.pool.NewVm;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two control planes; the leader stands still until its lease is another's, and then goes on where it stood. */
class PausedLeaderTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Parts parts = new Parts();
    private Rig rig;
    private LeaderProcess first;

    @BeforeEach
    void open() throws Exception {
        rig = parts.add(Rig.unled());
        first = parts.add(LeaderProcess.start(rig, "first"));
        awaitLead(first);
        Await.until(
                "the host is up",
                PATIENCE,
                () -> rig.estate().hosts().list().getFirst().up());
    }

    @AfterEach
    void close() throws Exception {
        parts.close();
    }

    @Test
    void A29_aLeaderStoppedPastItsLeaseIsRefusedByTheHostWhenItGoesOn() throws Exception {
        // Given
        var template = rig.template("late");
        var made = rig.estate().vms().create(new NewVm("late", template.id(), 1, 16));
        first.hold();
        rig.estate().vms().start(made.id());
        first.awaitHolding();
        long token = rig.leader().orElseThrow().token();

        // When
        first.freeze();
        var second = parts.add(LeaderProcess.start(rig, "second"));
        awaitLead(second);
        await(made, "Up by the second leader", it -> it.state() instanceof VmState.Up);
        rig.estate().vms().stop(made.id());
        await(made, "Down again", it -> it.state() instanceof VmState.Down);
        first.thaw();
        var answer = first.release();

        // Then
        assertThat(answer).contains("STALE_TOKEN").contains("a newer leader has spoken");
        assertThat(rig.leader()).get().matches(second::leads).matches(lead -> lead.token() > token);
        assertThat(rig.running()).as("VMs on the host").isEmpty();
        rig.estate().vms().start(made.id());
        await(made, "Up, by the one that leads", it -> it.state() instanceof VmState.Up);
    }

    private void awaitLead(LeaderProcess process) throws Exception {
        try {
            Await.until(
                    "it leads",
                    PATIENCE,
                    () -> rig.leader().filter(process::leads).isPresent());
        } catch (AssertionError e) {
            throw new AssertionError("its log:\n" + process.said(), e);
        }
    }

    private void await(Vm vm, String what, Predicate<Vm> wanted) {
        Await.until(
                vm.name() + " is " + what,
                PATIENCE,
                () -> rig.estate().vms().find(vm.id()).filter(wanted).isPresent());
    }
}
