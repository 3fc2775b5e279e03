package io.oriel.pool.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Restraint;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.plan.Action;
import io.oriel.pool.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the loop plans for a pool whose desktops keep failing. */
class RestraintsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final HostId HOST = PoolScene.HOST;

    private final PoolScene scene = new PoolScene(true, PoolPolicy.standard(PoolKind.AUTOMATIC, true), NOW);

    @Test
    void threeFailuresRestrainAPool() {
        // When
        var plan = plan(new Trials(3, Optional.of(NOW), "vm p-1: bad luck", Optional.empty()), NOW, allDown());
        // Then
        assertThat(plan.actions())
                .filteredOn(Action.RestrainPool.class::isInstance)
                .singleElement()
                .satisfies(action ->
                        assertThat(((Action.RestrainPool) action).reason()).contains("bad luck"));
    }

    @Test
    void aRestrainedPoolIsLeftAloneUntilThePauseHasPassed() {
        // Given
        var trials = restrained(NOW.minusSeconds(60), Optional.of(NOW.minusSeconds(61)));
        // When
        var plan = plan(trials, NOW, allDown());
        // Then
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.next()).isPresent();
        assertThat(plan.next().orElseThrow())
                .isBeforeOrEqualTo(NOW.minusSeconds(60).plus(Trials.PAUSE));
    }

    @Test
    void afterThePauseOneDesktopIsTriedAndTheOthersWaitForIt() {
        // Given
        var since = NOW.minus(Trials.PAUSE);
        // When
        var plan = plan(restrained(since, Optional.empty()), NOW, allDown());
        // Then
        assertThat(plan.actions()).singleElement().isInstanceOf(Action.StartVm.class);

        // When
        var launching = new VmState.WaitForLaunch(NOW, HOST);
        var waiting = plan(
                restrained(since, Optional.empty()), NOW.plusSeconds(1), List.of(vm(1, launching), down(2), down(3)));
        // Then
        assertThat(waiting.actions()).noneMatch(Action.StartVm.class::isInstance);
    }

    @Test
    void anAttemptThatFailsBeginsThePauseAnew() {
        // Given
        var trials = restrained(NOW.minus(Duration.ofHours(1)), Optional.of(NOW.minusSeconds(10)));
        // When
        var plan = plan(trials, NOW, allDown());
        // Then
        assertThat(plan.actions()).isEmpty();
    }

    @Test
    void anAttemptThatComesUpFreesThePoolAndThenAllAreStarted() {
        // Given
        var since = NOW.minus(Trials.PAUSE);
        var up = vm(1, new VmState.Up(NOW, HOST));
        // When
        var plan = plan(restrained(since, Optional.empty()), NOW.plusSeconds(1), List.of(up, down(2), down(3)));
        // Then
        assertThat(plan.actions()).filteredOn(Action.FreePool.class::isInstance).hasSize(1);
        assertThat(plan.actions()).filteredOn(Action.StartVm.class::isInstance).hasSizeLessThanOrEqualTo(1);
        assertThat(plan(Trials.NONE, NOW.plusSeconds(1), List.of(up, down(2), down(3)))
                        .actions())
                .filteredOn(Action.StartVm.class::isInstance)
                .hasSize(2);
    }

    @Test
    void aPoolThatLacksNothingIsFreedWhenItWouldBeTried() {
        // Given
        var up = vm(1, new VmState.Up(NOW.minus(Duration.ofHours(2)), HOST));
        // When
        var plan = plan(restrained(NOW.minus(Trials.PAUSE), Optional.empty()), NOW, List.of(up));
        // Then
        assertThat(plan.actions()).filteredOn(Action.FreePool.class::isInstance).hasSize(1);
    }

    private static Trials restrained(Instant since, Optional<Instant> lastFailure) {
        return new Trials(0, lastFailure, "", Optional.of(new Restraint(since, "bad luck")));
    }

    private List<TendedVm> allDown() {
        return List.of(down(1), down(2), down(3));
    }

    private Plan plan(Trials trials, Instant now, List<TendedVm> all) {
        return scene.plan(trials, now, all);
    }

    private TendedVm down(int position) {
        return vm(position, new VmState.Down(NOW.minusSeconds(7000)));
    }

    private TendedVm vm(int position, VmState state) {
        var use = state.host().isPresent() ? VmDisk.Use.USED : VmDisk.Use.CLEAN;
        return scene.vm(position, state, use, Optional.empty());
    }
}
