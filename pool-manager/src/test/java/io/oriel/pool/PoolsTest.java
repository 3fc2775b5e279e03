package io.oriel.pool;

import static io.oriel.pool.Fixture.ALICE;
import static io.oriel.pool.Fixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.VmPower;
import io.oriel.pool.PoolException.Code;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Vm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture();
    }

    @AfterEach
    void close() {
        assertThat(fixture.host.violations).isEmpty();
        fixture.close();
    }

    private Pools pools() {
        return fixture.module.pools();
    }

    private Pool pool(PoolId id) {
        return pools().find(id).orElseThrow();
    }

    private List<String> names(PoolId id) {
        return pools().vms(id).stream().map(Vm::name).toList();
    }

    private Pool made(PoolKind kind, boolean stateless, int size, int prestarted, PoolPolicy policy) {
        var template = fixture.module.templates().importImage("gold", Fixture.image());
        return pools().create(wanted(template.id(), kind, stateless, size, prestarted, policy));
    }

    private static NewPool wanted(
            TemplateId template, PoolKind kind, boolean stateless, int size, int prestarted, PoolPolicy policy) {
        return new NewPool(
                "demo", "", kind, Optional.empty(), template, false, size, prestarted, 1, stateless, 1, 64, policy);
    }

    private static PoolPolicy policy(Refresh refresh, Duration unused) {
        return new PoolPolicy(
                Optional.empty(),
                PoolPolicy.standard(PoolKind.MANUAL, false).onIdle(),
                Optional.empty(),
                PoolPolicy.standard(PoolKind.MANUAL, false).onDisconnect(),
                Optional.empty(),
                refresh,
                Optional.empty(),
                unused,
                Set.of(),
                SecondViewer.TAKE_OVER);
    }

    @Test
    void aPoolThatShrinksLosesFreeDesktopsTheHighestNumbersFirstAndNeverSomebodys() {
        // Given
        fixture.started();
        var pool = fixture.pool("demo", 5, 0, 1);
        pools().claim(pool.id(), ALICE);
        var mine = fixture.module.vms().of(ALICE).getFirst();
        // When
        pools().edit(pool.id(), PoolEdit.NONE.size(2));
        // Then
        Await.until(fixture::log, () -> names(pool.id()).size() == 2);
        assertThat(names(pool.id())).contains(mine.name()).contains("demo-1");
        pools().claim(pool.id(), BOB);
        refused(Code.IN_USE, "cannot shrink", () -> pools().edit(pool.id(), PoolEdit.NONE.size(1)));
        assertThat(pool(pool.id()).size()).isEqualTo(2);

        // When
        pools().edit(pool.id(), PoolEdit.NONE.size(4));
        // Then
        assertThat(names(pool.id())).hasSize(4).doesNotHaveDuplicates();
        Await.until(fixture::log, () -> pools().count(pool.id()).startable() == 2);
    }

    @Test
    void newDesktopsTakeTheLowestNumbersWhoseNamesAreFree() {
        // Given
        var pool = fixture.paperPool("demo", 1, 1);
        fixture.paperPool("demo-2?", 1, 1);
        fixture.jdbc()
                .sql("update pool.vm set name = 'demo-2' where name = 'demo-21'")
                .update();
        // When
        pools().edit(pool.id(), PoolEdit.NONE.size(3));
        // Then
        assertThat(names(pool.id())).containsExactly("demo-1", "demo-3", "demo-4");
    }

    @Test
    void ofTwoWhoChangeAPoolAtOnceOneWins() {
        // Given
        var pool = fixture.paperPool("demo", 1, 1);
        var seen = Optional.of(pool.version());
        // When
        pools().edit(pool.id(), described("first", seen));
        // Then
        refused(
                Code.CONFLICT,
                "somebody else changed pool demo",
                () -> pools().edit(pool.id(), described("late", seen)));
        assertThat(pool(pool.id()).description()).isEqualTo("first");
    }

    private static PoolEdit described(String text, Optional<Long> version) {
        var none = PoolEdit.NONE;
        return new PoolEdit(
                none.name(),
                Optional.of(text),
                none.kind(),
                none.useLatest(),
                none.size(),
                none.prestarted(),
                none.maxPerUser(),
                none.vcpus(),
                none.memoryMiB(),
                none.policy(),
                version);
    }

    @Test
    void everyFaultOfAPoolIsToldAtOnce() {
        // Given
        var wanted = new NewPool(
                "a\u0007?",
                "x\ny",
                PoolKind.MANUAL,
                Optional.empty(),
                TemplateId.random(),
                false,
                10,
                11,
                1,
                true,
                0,
                64,
                policy(Refresh.EVERY_DAYS, Duration.ZERO));
        // When, Then
        assertThatThrownBy(() -> pools().create(wanted))
                .isInstanceOfSatisfying(
                        PoolException.class,
                        e -> assertThat(e.faults().stream().map(PoolException.Fault::field))
                                .contains(
                                        "name",
                                        "description",
                                        "prestarted",
                                        "stateless",
                                        "vcpus",
                                        "refresh",
                                        "refreshDays"));
    }

    @Test
    void aNewVersionReachesFreeDesktopsAtOnceAndOthersWhenTheyAreGivenBackAndGoesBackInOneStep() {
        // Given
        fixture.started();
        var pool = fixture.pool("demo", 3, 1, 1);
        fixture.awaitState("demo-1", "up");
        pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-2", "up");
        var first = fixture.module.templates().byName("of-demo").orElseThrow();
        var second = fixture.module
                .templates()
                .importImage(new NewTemplate("of-demo", true, Optional.empty()), Fixture.image());
        // When
        pools().rollOut(pool.id(), second.id());
        // Then
        assertThat(second.number()).isEqualTo(2);
        Await.until(
                fixture::log,
                () -> pools().count(pool.id()).outdated() == 1
                        && pools().count(pool.id()).ready() == 1);
        assertThat(fixture.vm("demo-1").assignedTo()).contains(ALICE);
        assertThat(fixture.state("demo-1")).isEqualTo("up");
        assertThat(bases(second)).hasSizeGreaterThanOrEqualTo(2);
        refused(
                Code.IN_USE,
                "of-demo version 1 cannot be deleted: on it stand vm demo-1",
                () -> fixture.module.templates().delete(List.of(first.id())));

        // When
        pools().release(fixture.vm("demo-1").id(), ALICE);
        // Then
        Await.until(
                fixture::log,
                () -> pools().count(pool.id()).outdated() == 0
                        && pools().count(pool.id()).ready() == 1
                        && pools().count(pool.id()).startable() == 2);

        // When
        var back = pools().rollBack(pool.id());
        // Then
        assertThat(back.template()).isEqualTo(first.id());
        assertThat(back.previous()).contains(second.id());
        Await.until(
                fixture::log,
                () -> pools().count(pool.id()).outdated() == 0
                        && pools().count(pool.id()).ready() == 1);
        Await.until(fixture::log, () -> {
            try {
                fixture.module.templates().delete(List.of(second.id()));
                return true;
            } catch (PoolException e) {
                return false; // a desktop without a disk yet still says so
            }
        });
        Await.until(
                fixture::log, () -> fixture.module.templates().find(second.id()).isEmpty());
        assertThat(fixture.host.disks())
                .noneMatch(disk -> disk.disk().equals(second.disk().value()));
    }

    private List<EstateCommand.CreateDisk> bases(Template template) {
        return fixture.host.received().stream()
                .filter(EstateCommand.CreateDisk.class::isInstance)
                .map(EstateCommand.CreateDisk.class::cast)
                .filter(it -> it.base().isPresent()
                        && it.base().get().disk().equals(template.disk().value()))
                .toList();
    }

    @Test
    void aPoolThatFollowsTheLatestVersionTakesItByItself() {
        // Given
        fixture.started();
        var pool = fixture.pool("demo", 1, 1, 1);
        fixture.awaitState("demo-1", "up");
        var none = PoolEdit.NONE;
        pools().edit(
                        pool.id(),
                        new PoolEdit(
                                none.name(),
                                none.description(),
                                none.kind(),
                                Optional.of(true),
                                none.size(),
                                none.prestarted(),
                                none.maxPerUser(),
                                none.vcpus(),
                                Optional.of(128L),
                                none.policy(),
                                none.version()));
        // When
        var second = fixture.module
                .templates()
                .importImage(new NewTemplate("of-demo", true, Optional.empty()), Fixture.image());
        // Then
        Await.until(fixture::log, () -> pool(pool.id()).template().equals(second.id()));
        Await.until(
                fixture::log,
                () -> pools().count(pool.id()).outdated() == 0
                        && pools().count(pool.id()).ready() == 1
                        && fixture.vm("demo-1").memoryMiB() == 128);
        assertThat(pools().rollBack(pool.id()).useLatest()).isFalse();
    }

    @Test
    void aPoolWithSomebodysDesktopsIsDeletedOnlyByForceAndNothingIsLeft() {
        // Given
        fixture.started();
        var pool = fixture.pool("demo", 3, 2, 1);
        fixture.awaitState("demo-2", "up");
        pools().claim(pool.id(), ALICE);
        refused(Code.IN_USE, "demo-1", () -> pools().delete(pool.id(), false));
        // When
        pools().delete(pool.id(), true);
        // Then
        assertThat(fixture.module.vms().of(ALICE)).isEmpty();
        assertThat(pools().claim(pool.id(), BOB)).isInstanceOf(Claim.Exhausted.class);
        refused(Code.IN_USE, "is being deleted", () -> pools().edit(pool.id(), PoolEdit.NONE.size(5)));
        Await.until(fixture::log, () -> pools().find(pool.id()).isEmpty());
        assertThat(fixture.vms()).isEmpty();
        assertThat(fixture.host.running()).isEmpty();
        assertThat(fixture.host.disks()).hasSize(1);
        assertThat(fixture.log()).contains("pool demo is deleted").doesNotContain("not in the database");
    }

    @Test
    void aDesktopOfAnAutomaticPoolThatKeepsItsDiskGoesBackWhenItIsPoweredOffAndIsStartedAnewForTheNext() {
        // Given
        fixture.started();
        var pool = made(PoolKind.AUTOMATIC, false, 1, 0, policy(Refresh.NEVER, Duration.ZERO));
        pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-1", "up");
        var vm = fixture.vm("demo-1").id();
        var disk = fixture.host.spec(vm).orElseThrow().bootDisk().orElseThrow();
        // When
        fixture.host.guest(vm, VmPower.OFF);
        // Then
        Await.until(fixture::log, () -> fixture.module.vms().of(ALICE).isEmpty());
        assertThat(fixture.log()).contains("goes back to pool demo");
        assertThat(pools().claim(pool.id(), BOB)).isInstanceOf(Claim.Starting.class);
        fixture.awaitState("demo-1", "up");
        assertThat(fixture.host.spec(vm).orElseThrow().bootDisk()).contains(disk);

        // When
        pools().release(vm, BOB);
        // Then
        assertThat(pools().claim(pool.id(), ALICE))
                .as("not before it was powered off")
                .isEqualTo(new Claim.Exhausted());
        Await.until(fixture::log, () -> pools().claim(pool.id(), ALICE) instanceof Claim.Starting);
        assertThat(fixture.host.disks()).contains(disk);
    }

    @Test
    void aDesktopIsMadeAnewAtGiveBackIfItsPoolWantsThat() {
        // Given
        fixture.started();
        var pool = made(PoolKind.MANUAL, false, 1, 0, policy(Refresh.AT_GIVE_BACK, Duration.ZERO));
        pools().claim(pool.id(), ALICE);
        fixture.awaitState("demo-1", "up");
        var vm = fixture.vm("demo-1").id();
        var disk = fixture.host.spec(vm).orElseThrow().bootDisk().orElseThrow();
        fixture.host.guest(vm, VmPower.OFF);
        fixture.awaitState("demo-1", "down");
        assertThat(fixture.vm("demo-1").assignedTo())
                .as("a manual pool's stays its user's")
                .contains(ALICE);
        // When
        assertThat(pools().takeBack(vm)).isEqualTo(ALICE);
        // Then
        Await.until(fixture::log, () -> !fixture.host.disks().contains(disk));
        Await.until(fixture::log, () -> pools().count(pool.id()).startable() == 1);
        refused(Code.IN_USE, "is nobody's desktop", () -> pools().takeBack(vm));
    }

    @Test
    void aDesktopThatNobodyComesForIsTakenBackAndOneThatWasUsedIsNot() {
        // Given
        fixture.started();
        var pool = made(PoolKind.AUTOMATIC, true, 2, 0, policy(Refresh.AT_GIVE_BACK, Duration.ofSeconds(2)));
        pools().claim(pool.id(), ALICE);
        pools().claim(pool.id(), BOB);
        var used = fixture.module.vms().of(BOB).getFirst().id();
        fixture.module.vms().used(used);
        // When
        Await.until(fixture::log, () -> fixture.module.vms().of(ALICE).isEmpty());
        // Then
        assertThat(fixture.module.vms().of(BOB)).extracting(Vm::id).containsExactly(used);
        assertThat(fixture.log()).contains("nobody came for it within 2 s");
    }

    @Test
    void aPoolWhoseDesktopsKeepFailingIsRestrainedAndAnAdminHasItRefilled() {
        // Given
        fixture.started();
        fixture.host.faults =
                command -> command instanceof EstateCommand.StartVm ? FakeHost.Fault.FAILS : FakeHost.Fault.NONE;
        var pool = fixture.pool("demo", 4, 4, 1);
        Await.until(fixture::log, () -> pool(pool.id()).trials().restraint().isPresent());
        var tried = starts();
        // When
        fixture.host.faults = _ -> FakeHost.Fault.NONE;
        // Then
        assertThat(fixture.log()).contains("pool demo is restrained", "injected");
        assertThat(starts()).as("nothing is begun any more").isLessThanOrEqualTo(tried + 4);
        pools().resume(pool.id());
        Await.until(fixture::log, () -> pools().count(pool.id()).ready() == 4);
        assertThat(pool(pool.id()).trials().restraint()).isEmpty();
    }

    private long starts() {
        return fixture.host.received().stream()
                .filter(EstateCommand.StartVm.class::isInstance)
                .count();
    }

    private static void refused(Code code, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        PoolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
