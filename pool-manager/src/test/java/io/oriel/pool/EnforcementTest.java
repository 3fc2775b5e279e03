package io.oriel.pool;

import static io.oriel.pool.Fixture.ALICE;
import static io.oriel.pool.Fixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.EndAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What policies do to desktops, from the wish to the host. */
class EnforcementTest {
    private static final String WHY = "nobody has typed";

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

    private VmId alices(boolean stateless) {
        var pool = fixture.pool("demo", 1, stateless ? 1 : 0, 1, stateless);
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-1", "up");
        return fixture.vm("demo-1").id();
    }

    private Enforced enforce(VmId vm, EndAction action) {
        return fixture.module.enforcement().enforce(vm, ALICE, action, WHY);
    }

    private void awaitTold(Class<? extends EstateCommand> command) {
        Await.until(
                fixture::log,
                () -> fixture.host.received().stream().anyMatch(command::isInstance)
                        && fixture.jdbc()
                                .sql(
                                        "select count(*) = 0 from pool.vm where errand is not null or command_id is not null")
                                .query(Boolean.class)
                                .single());
    }

    @Test
    void theGuestIsLockedAndLoggedOutOfAndItsDesktopRunsOn() {
        // Given
        var vm = alices(false);
        // When
        assertThat(enforce(vm, EndAction.LOCK)).isEqualTo(Enforced.BEGUN);
        awaitTold(EstateCommand.LockGuest.class);
        assertThat(enforce(vm, EndAction.LOG_OUT)).isEqualTo(Enforced.BEGUN);
        awaitTold(EstateCommand.LogOutGuest.class);
        // Then
        assertThat(fixture.state("demo-1")).isEqualTo("up");
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);
        assertThat(fixture.log())
                .contains(
                        "vm demo-1 of alice@internal is to be locked: " + WHY,
                        "vm demo-1 of alice@internal is to be logged out of: " + WHY);
    }

    @Test
    void aGuestThatCannotBeLoggedOutOfIsSaidOnceAndNothingElseIsDone() {
        // Given
        var vm = alices(false);
        fixture.host.faults =
                command -> command instanceof EstateCommand.LogOutGuest ? FakeHost.Fault.FAILS : FakeHost.Fault.NONE;
        // When
        enforce(vm, EndAction.LOG_OUT);
        awaitTold(EstateCommand.LogOutGuest.class);
        // Then
        assertThat(fixture.vm("demo-1").trouble())
                .hasValueSatisfying(
                        trouble -> assertThat(trouble).isEqualTo("the host failed to log its people out: injected"));
        assertThat(fixture.log()).containsOnlyOnce("failed: injected");
        assertThat(fixture.state("demo-1")).isEqualTo("up");
        assertThat(fixture.host.running()).containsExactly(vm);

        // When
        fixture.host.faults = _ -> FakeHost.Fault.NONE;
        enforce(vm, EndAction.LOG_OUT);
        // Then
        Await.until(fixture::log, () -> fixture.vm("demo-1").trouble().isEmpty());
    }

    @Test
    void aDesktopIsShutDownOrSuspendedAndStaysItsUsers() {
        // Given
        var vm = alices(false);
        // When
        enforce(vm, EndAction.SUSPEND);
        // Then
        fixture.awaitState("demo-1", "suspended");
        assertThat(enforce(vm, EndAction.SHUT_DOWN)).isEqualTo(Enforced.NEEDLESS);

        // When
        fixture.module.vms().start(vm, ALICE);
        fixture.awaitState("demo-1", "up");
        enforce(vm, EndAction.SHUT_DOWN);
        // Then
        fixture.awaitState("demo-1", "down");
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);
    }

    @Test
    void aStatelessDesktopIsTakenBackInsteadOfShutDownAndNeverSuspended() {
        // Given
        var vm = alices(true);
        // When
        assertThat(enforce(vm, EndAction.SUSPEND)).isEqualTo(Enforced.NEEDLESS);
        assertThat(fixture.state("demo-1")).isEqualTo("up");
        assertThat(enforce(vm, EndAction.SHUT_DOWN)).isEqualTo(Enforced.BEGUN);
        // Then
        assertThat(fixture.module.vms().of(ALICE)).isEmpty();
        assertThat(fixture.log())
                .contains(
                        "vm demo-1 of alice@internal cannot be suspended, for it is wiped after use; " + WHY,
                        "vm demo-1 of alice@internal is to be powered off and taken back: " + WHY);
    }

    @Test
    void aDesktopWhoseClipboardMustStayInItStartsWithoutADeviceForIt() {
        // Given
        var pool = fixture.pool("shut", 1, 0, 1, false);
        fixture.jdbc()
                .sql("update pool.pool set refused_channels = '{clipboard_out}'")
                .update();
        fixture.pool("open", 1, 1, 1);
        // When
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("shut-1", "up");
        fixture.awaitState("open-1", "up");
        // Then
        assertThat(fixture.host.spec(fixture.vm("shut-1").id()).orElseThrow().clipboardToClient())
                .isFalse();
        assertThat(fixture.host.spec(fixture.vm("open-1").id()).orElseThrow().clipboardToClient())
                .isTrue();
    }

    @Test
    void onlyTheDesktopOfThePersonMeantIsTouched() {
        // Given
        var vm = alices(false);
        // When
        var bobs = fixture.module.enforcement().enforce(vm, BOB, EndAction.SHUT_DOWN, WHY);
        fixture.module.pools().release(vm, ALICE);
        var nobodys = enforce(vm, EndAction.SHUT_DOWN);
        // Then
        assertThat(bobs).isEqualTo(Enforced.NEEDLESS);
        assertThat(nobodys).isEqualTo(Enforced.NEEDLESS);
        assertThat(fixture.log()).doesNotContain("is to be shut down");
    }

    @Test
    void whatAnAdminAskedForComesFirst() {
        // Given
        var vm = alices(false);
        fixture.host.faults = _ -> FakeHost.Fault.ACCEPTED;
        fixture.module.vms().reboot(vm);
        // When
        var during = enforce(vm, EndAction.SHUT_DOWN);
        // Then
        assertThat(during).isEqualTo(Enforced.LATER);
        assertThat(fixture.log()).doesNotContain("is to be shut down");
    }

    @Test
    void aLockThatWasWrittenDownSurvivesTheEndOfEverything() {
        // Given
        var vm = alices(false);
        fixture.module.loop().close();
        enforce(vm, EndAction.LOCK);
        // When
        fixture.crash();
        // Then
        awaitTold(EstateCommand.LockGuest.class);
        assertThat(fixture.host.received().stream()
                        .filter(EstateCommand.LockGuest.class::isInstance)
                        .map(EstateCommand::id)
                        .distinct())
                .hasSize(1);
    }
}
