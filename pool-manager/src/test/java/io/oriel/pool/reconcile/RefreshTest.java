package io.oriel.pool.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Desktops that keep their disks, and get new ones every seven days. */
class RefreshTest {
    private static final Instant MADE = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant DUE = MADE.plus(Duration.ofDays(7));

    private final PoolScene scene = new PoolScene(false, everySevenDays(), MADE);

    private static PoolPolicy everySevenDays() {
        var standard = PoolPolicy.standard(PoolKind.AUTOMATIC, false);
        return new PoolPolicy(
                standard.idle(),
                standard.onIdle(),
                standard.disconnected(),
                standard.onDisconnect(),
                standard.longestSession(),
                Refresh.EVERY_DAYS,
                Optional.of(7),
                standard.unused(),
                Set.of(),
                standard.secondViewer());
    }

    private Plan plan(Instant now, TendedVm... vms) {
        return scene.plan(Trials.NONE, now, List.of(vms));
    }

    private TendedVm down(int position) {
        return scene.vm(position, new VmState.Down(MADE), Use.USED, Optional.of(MADE));
    }

    private TendedVm up(int position) {
        return scene.vm(position, new VmState.Up(MADE, PoolScene.HOST), Use.USED, Optional.of(MADE));
    }

    @Test
    void aFreeDesktopsDiskIsThrownAwayToTheSecondAndMadeAnew() {
        // When, Then: it is started with its disk until then
        assertThat(plan(DUE.minusSeconds(1), down(1)).actions()).singleElement().isInstanceOf(Action.StartVm.class);

        // When
        var due = plan(DUE, down(1)).actions();
        // Then
        assertThat(due).singleElement().isInstanceOf(Action.DeleteDisk.class);

        // When: it is gone
        var locked = down(1).lockImage(
                        new InFlight(
                                new CommandId(UUID.randomUUID()),
                                InFlight.Kind.DELETE_DISK,
                                PoolScene.HOST,
                                DUE,
                                DUE.plusSeconds(5)),
                        DUE);
        var gone = locked.ended(new Outcome.Done(), DiskId.random(), DUE.plusSeconds(1));
        // Then
        assertThat(plan(DUE.plusSeconds(2), gone).actions()).singleElement().isInstanceOf(Action.CreateDisk.class);
    }

    @Test
    void theLoopWakesForIt() {
        // When
        var plan = plan(DUE.minusSeconds(3), up(1), up(2));
        // Then
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.next()).hasValueSatisfying(next -> assertThat(next).isBeforeOrEqualTo(DUE));
    }

    @Test
    void whatRunsForNobodyIsReplacedHalfOfItAtATime() {
        // When
        var plan = plan(DUE, up(1), up(2));
        // Then
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.MarkVm.class,
                        mark -> assertThat(mark.now().upkeep().recycle()).isTrue());
    }

    @Test
    void whoHoldsADesktopKeepsItsDiskHoweverOldAndGivingItBackRenewsIt() {
        // Given
        var late = DUE.plus(Duration.ofDays(30));
        var held = scene.held(up(1), new UserId("alice@internal"));
        // When, Then
        assertThat(plan(late, held).actions()).isEmpty();
        assertThat(plan(late, scene.held(down(1), new UserId("alice@internal"))).actions())
                .noneMatch(Action.DeleteDisk.class::isInstance);

        // When: it is given back, and off
        var back = held.takenBack();
        // Then
        assertThat(plan(late, back).actions()).singleElement().isInstanceOf(Action.ShutdownVm.class);
        assertThat(plan(late, down(1)).actions()).singleElement().isInstanceOf(Action.DeleteDisk.class);
    }
}
