package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.pool.FakeHost.Fault;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.JobState;
import io.oriel.pool.estate.JobStep;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.event.Cause;
import io.oriel.pool.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs from what an admin asked for to their ends, over a host that does what the test wants. */
class JobsTest {
    private static final Cause CAUSE = new Cause("req-17", Optional.of(Fixture.ALICE));

    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture().started();
    }

    @AfterEach
    void close() {
        assertThat(fixture.host.violations).isEmpty();
        fixture.close();
    }

    private Vm server(String name) {
        var template = fixture.module.templates().list().stream()
                .findFirst()
                .orElseGet(() -> fixture.module.templates().importImage("base", Fixture.image()));
        return server(name, template);
    }

    private Vm server(String name, Template template) {
        var vm = fixture.module.vms().create(new NewVm(name, template.id(), 1, 64));
        awaitEnd(vm.id().value(), JobKind.VM_CREATE, "done");
        return vm;
    }

    private Job job(UUID subject, JobKind kind) {
        return fixture.module.jobs().latest(100).stream()
                .filter(job -> job.subject().equals(subject) && job.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private void awaitEnd(UUID subject, JobKind kind, String state) {
        Await.until(
                () -> kind + " " + state + ", but: " + job(subject, kind) + "\n" + fixture.log(),
                () -> job(subject, kind).state().rowName().equals(state));
    }

    private void awaitStep(UUID subject, JobKind kind, int step) {
        Await.until(
                () -> kind + " at step " + step + ", but: " + job(subject, kind) + "\n" + fixture.log(),
                () -> job(subject, kind).steps().get(step).state() == JobStep.State.RUNNING);
    }

    @Test
    void aStartIsFollowedStepByStepAndItsEventsCarryTheRequest() {
        // Given
        var vm = server("web");
        fixture.host.guestAgents = false;
        fixture.host.faults = command -> command instanceof EstateCommand.StartVm ? Fault.ACCEPTED : Fault.NONE;

        // When
        CAUSE.call(() -> fixture.module.vms().start(vm.id()));

        // Then
        awaitStep(vm.id().value(), JobKind.VM_START, 2);
        assertThat(job(vm.id().value(), JobKind.VM_START))
                .returns("start vm web", Job::text)
                .returns("req-17", Job::correlation)
                .returns(Optional.of(Fixture.ALICE), Job::user)
                .returns(50, Job::percent);
        fixture.host.endAccepted();
        awaitEnd(vm.id().value(), JobKind.VM_START, "done");
        var done = job(vm.id().value(), JobKind.VM_START);
        assertThat(done.steps()).allMatch(step -> step.state() == JobStep.State.DONE);
        assertThat(fixture.module.events().latest(20).stream()
                        .filter(event -> event.text().startsWith("vm web: "))
                        .filter(event -> event.correlation().equals(Optional.of("req-17")))
                        .map(Event::text))
                .as("what the leader did for it")
                .anyMatch(text -> text.contains("Down → WaitForLaunch"));
    }

    @Test
    void whoTakesOrStartsADesktopThatMustBeStartedHasAJobAndOnlyOne() {
        // Given
        fixture.host.faults = command -> command instanceof EstateCommand.StartVm ? Fault.ACCEPTED : Fault.NONE;
        var pool = fixture.pool("desk", 1, 0, 1, false);
        awaitEnd(pool.id().value(), JobKind.POOL_CREATE, "done");

        // When: it is taken, and asked for again by somebody in a hurry
        CAUSE.call(() -> fixture.module.pools().claim(pool.id(), Fixture.ALICE));
        var vm = fixture.vm("desk-1").id();
        fixture.module.vms().start(vm, Fixture.ALICE);

        // Then
        awaitStep(vm.value(), JobKind.VM_START, 2);
        assertThat(starts(vm)).singleElement().satisfies(job -> {
            assertThat(job.text()).isEqualTo("start vm desk-1");
            assertThat(job.correlation()).isEqualTo("req-17");
            assertThat(job.user()).contains(Fixture.ALICE);
        });
        fixture.host.endAccepted();
        awaitEnd(vm.value(), JobKind.VM_START, "done");

        // When: it is off, and its person starts it
        fixture.host.guest(vm, VmPower.OFF);
        fixture.awaitState("desk-1", "down");
        fixture.module.vms().start(vm, Fixture.ALICE);
        Await.until(fixture::log, () -> sent(EstateCommand.StartVm.class) == 2);
        fixture.host.endAccepted();
        awaitEnd(vm.value(), JobKind.VM_START, "done");

        // When: it runs already
        fixture.module.vms().start(vm, Fixture.ALICE);

        // Then
        assertThat(starts(vm)).hasSize(2);
    }

    private long sent(Class<? extends EstateCommand> kind) {
        return fixture.host.received().stream().filter(kind::isInstance).count();
    }

    private List<Job> starts(VmId vm) {
        return fixture.module.jobs().latest(100).stream()
                .filter(job -> job.subject().equals(vm.value()) && job.kind() == JobKind.VM_START)
                .toList();
    }

    @Test
    void aStartThatKeepsFailingFailsItsJobWithTheVmsTrouble() {
        // Given
        var vm = server("web");
        fixture.host.faults = command -> command instanceof EstateCommand.StartVm ? Fault.FAILS : Fault.NONE;

        // When
        fixture.module.vms().start(vm.id());

        // Then
        awaitEnd(vm.id().value(), JobKind.VM_START, "failed");
        assertThat(job(vm.id().value(), JobKind.VM_START).state())
                .isInstanceOfSatisfying(
                        JobState.Failed.class,
                        failed -> assertThat(failed.reason()).contains("injected"));
        assertThat(fixture.log()).contains("job \"start vm web\" failed: ");
    }

    @Test
    void aJobEndsAlthoughItsLeaderWasKilled() {
        // Given
        var vm = server("web");
        fixture.host.faults = command -> command instanceof EstateCommand.StartVm ? Fault.ACCEPTED : Fault.NONE;
        fixture.module.vms().start(vm.id());
        awaitStep(vm.id().value(), JobKind.VM_START, 2);

        // When
        fixture.crash();
        fixture.host.endAccepted();

        // Then
        awaitEnd(vm.id().value(), JobKind.VM_START, "done");
    }

    @Test
    void aJobIsTimedOutAndAnOldOneForgotten() {
        // Given
        var vm = server("web");
        fixture.host.faults = command -> command instanceof EstateCommand.StartVm ? Fault.ACCEPTED : Fault.NONE;
        fixture.module.vms().start(vm.id());
        awaitStep(vm.id().value(), JobKind.VM_START, 2);

        // When
        fixture.jdbc()
                .sql("update pool.job set opened_at = now() - interval '1 day' where state = 'running'")
                .update();
        awaitEnd(vm.id().value(), JobKind.VM_START, "timed_out");
        fixture.jdbc()
                .sql("update pool.job set ended_at = now() - interval '8 days' where kind <> 'vm_start'")
                .update();
        fixture.crash();

        // Then
        Await.until(
                () -> "old jobs are forgotten: " + fixture.module.jobs().latest(100),
                () -> fixture.module.jobs().latest(100).size() == 1);
        fixture.host.endAccepted();
        fixture.awaitState("web", "up");
        assertThat(job(vm.id().value(), JobKind.VM_START).state())
                .as("an end is final")
                .isInstanceOf(JobState.TimedOut.class);
    }

    @Test
    void shuttingDownSuspendingAndRebootingEndWhenTheVmIsThere() {
        // Given
        var vm = server("web");
        var vms = fixture.module.vms();
        vms.start(vm.id());
        awaitEnd(vm.id().value(), JobKind.VM_START, "done");

        // When, Then
        vms.reboot(vm.id());
        awaitEnd(vm.id().value(), JobKind.VM_REBOOT, "done");
        vms.suspend(vm.id());
        awaitEnd(vm.id().value(), JobKind.VM_SUSPEND, "done");
        vms.start(vm.id());
        fixture.awaitState("web", "up");
        vms.shutdown(vm.id());
        awaitEnd(vm.id().value(), JobKind.VM_SHUTDOWN, "done");
        assertThat(fixture.state("web")).isEqualTo("down");
    }

    @Test
    void aPoolsJobEndsWithItsReserveAndAHostsWithItsMaintenance() {
        // When
        var pool = fixture.pool("desk", 3, 2, 1);

        // Then
        awaitEnd(pool.id().value(), JobKind.POOL_CREATE, "done");
        var host = fixture.row("h1");
        fixture.module.hosts().maintenance(host.id());
        awaitEnd(host.id().value(), JobKind.HOST_MAINTENANCE, "done");
        fixture.awaitHost("h1", "maintenance");
    }

    @Test
    void maintenanceThatIsCalledOffFailsItsJob() {
        // Given
        fixture.pool("desk", 1, 1, 1);
        fixture.awaitState("desk-1", "up");
        fixture.host.faults = command ->
                command instanceof EstateCommand.ShutdownVm || command instanceof EstateCommand.DestroyVm
                        ? Fault.ACCEPTED
                        : Fault.NONE;
        var host = fixture.row("h1");

        // When
        fixture.module.hosts().maintenance(host.id());
        awaitStep(host.id().value(), JobKind.HOST_MAINTENANCE, 0);
        fixture.module.hosts().activate(host.id());

        // Then
        awaitEnd(host.id().value(), JobKind.HOST_MAINTENANCE, "failed");
    }

    @Test
    void aFailedImportFailsItsJob() {
        // Given
        fixture.host.uploads = new io.oriel.host.api.Outcome.Failed("disk full");

        // When
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> fixture.module.templates().importImage("base", Fixture.image())))
                .isInstanceOf(PoolException.class);

        // Then
        assertThat(fixture.module.jobs().latest(1).getFirst().state())
                .isInstanceOfSatisfying(
                        JobState.Failed.class,
                        failed -> assertThat(failed.reason()).contains("disk full"));
    }
}
