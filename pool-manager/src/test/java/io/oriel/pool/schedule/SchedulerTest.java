package io.oriel.pool.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.SchedulingPolicy.Kind;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.schedule.Explanation.Score;
import io.oriel.pool.schedule.Explanation.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where VMs go under each policy, and how that is explained. */
class SchedulerTest {
    private static final Optional<Rule> SOFT_TOGETHER = Optional.of(new Rule(true, false));
    private static final Optional<Rule> SOFT_APART = Optional.of(new Rule(false, false));

    private final Scene scene = new Scene();

    private List<String> some(String prefix, int count, int vcpus, long memoryMiB) {
        var names = IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
        names.forEach(name -> scene.down(name, vcpus, memoryMiB));
        return names;
    }

    @Test
    void withoutAPolicyVmsOfOneRoundAreSpreadOverProcessorsAndMemory() {
        // Given
        scene.host("h1", 4, 8192);
        scene.host("h2", 4, 8192);
        scene.host("h3", 4, 8192);
        // When
        var went = scene.start(some("vm", 6, 1, 512));
        // Then
        assertThat(went).containsExactly("h1", "h2", "h3", "h1", "h2", "h3");
    }

    @Test
    void aBusyHostIsWorseThanOneWithLessMemory() {
        // Given
        scene.host("h1", 8, 16_384);
        scene.host("h2", 8, 8192);
        scene.busy("h1", 60, 5);
        scene.busy("h2", 10, 5);
        scene.down("vm", 1, 64);
        // When
        var explanation = scene.explain("vm");
        // Then
        assertThat(explanation)
                .isEqualTo(new Explanation(
                        true,
                        "none",
                        List.of(
                                new Verdict.Weighed(
                                        "h2",
                                        List.of(
                                                new Score("EvenDistributionCPU", 2, 0),
                                                new Score("EvenDistributionMemory", 1, 1)),
                                        1,
                                        false,
                                        true),
                                new Verdict.Weighed(
                                        "h1",
                                        List.of(
                                                new Score("EvenDistributionCPU", 2, 1),
                                                new Score("EvenDistributionMemory", 1, 0)),
                                        2,
                                        false,
                                        false))));
    }

    @Test
    void processorsOfVmsThatAreBeingStartedCountBeforeTheyShow() {
        // Given
        scene.host("h1", 4, 65_536);
        scene.host("h2", 4, 32_768);
        scene.busy("h1", 10, 5);
        scene.busy("h2", 15, 5);
        scene.down("vm", 1, 64);
        assertThat(scene.goesTo("vm")).contains("h1");
        // When
        scene.vm("starting", 4, 64, new VmState.WaitForLaunch(Scene.NOW, scene.id("h1")));
        // Then
        assertThat(scene.goesTo("vm")).contains("h2");
    }

    @Test
    void powerSavingFillsOneHostAfterTheOther() {
        // Given
        scene.policy(Kind.POWER_SAVING, Map.of());
        scene.host("h1", 4, 2048);
        scene.host("h2", 4, 2048);
        scene.host("h3", 4, 2048);
        scene.up("one", "h2", 1, 512);
        // When
        var went = scene.start(some("vm", 5, 1, 512));
        // Then
        assertThat(went).containsExactly("h2", "h2", "h2", "h1", "h1");
    }

    @Test
    void powerSavingStopsFillingAHostThatIsOverUtilised() {
        // Given
        scene.policy(Kind.POWER_SAVING, Map.of("HighUtilization", "70"));
        scene.host("h1", 4, 8192);
        scene.host("h2", 4, 8192);
        scene.up("one", "h1", 1, 512);
        scene.down("vm", 1, 512);
        assertThat(scene.goesTo("vm")).contains("h1");
        // When
        scene.busy("h1", 71, 3);
        // Then
        assertThat(scene.goesTo("vm")).contains("h2");
    }

    @Test
    void vmEvenlyDistributedCountsHeadsWhateverTheyWeigh() {
        // Given
        scene.policy(Kind.VM_EVENLY_DISTRIBUTED, Map.of());
        scene.host("big", 32, 262_144);
        scene.host("small", 4, 8192);
        scene.up("one", "big", 1, 64);
        // When
        var went = scene.start(some("vm", 4, 1, 64));
        // Then
        assertThat(went).containsExactly("small", "big", "small", "big");
    }

    @Test
    void evenlyDistributedKeepsToTheRatioOfProcessors() {
        // Given
        scene.policy(Kind.EVENLY_DISTRIBUTED, Map.of("VCpuToPhysicalCpuRatio", "1"));
        scene.host("h1", 4, 65_536);
        scene.host("h2", 2, 65_536);
        // When
        var went = scene.start(some("vm", 4, 2, 64));
        // Then
        assertThat(went).containsExactly("h1", "h2", "h1", "nowhere");
    }

    @Test
    void aClusterInMaintenanceIsLeftByMovesOnly() {
        // Given
        scene.policy(Kind.CLUSTER_MAINTENANCE, Map.of());
        scene.host("h1", 4, 8192);
        scene.host("h2", 4, 8192);
        scene.up("runs", "h1", 1, 64);
        // Then
        assertThat(scene.start(some("vm", 1, 1, 64))).containsExactly("nowhere");
        assertThat(scene.goesTo("runs")).contains("h2");
    }

    @Test
    void aSoftRuleForHostsOutweighsEverythingAndYieldsWhenItMust() {
        // Given
        scene.host("h1", 4, 65_536);
        scene.host("h2", 4, 1024);
        scene.host("h3", 4, 65_536);
        scene.busy("h2", 70, 5);
        scene.down("vm", 1, 512);
        scene.group("near", Optional.empty(), SOFT_TOGETHER, Set.of("vm"), Set.of("h2"));
        assertThat(scene.goesTo("vm")).contains("h2");
        // When
        scene.up("filler", "h2", 1, 900);
        // Then
        assertThat(scene.goesTo("vm")).contains("h1");
    }

    @Test
    void aSoftRuleAmongVmsDecidesBetweenHostsThatAreElseEqual() {
        // Given
        scene.host("h1", 4, 8192);
        scene.host("h2", 4, 8256);
        scene.up("rival", "h2", 1, 64);
        scene.down("vm", 1, 64);
        assertThat(scene.goesTo("vm")).as("equal in all, the first name").contains("h1");
        // When
        scene.group("near", SOFT_TOGETHER, Optional.empty(), Set.of("vm", "rival"), Set.of());
        // Then
        assertThat(scene.goesTo("vm")).contains("h2");
        scene.groups.clear();
        scene.group("far", SOFT_APART, Optional.empty(), Set.of("vm", "rival"), Set.of());
        assertThat(scene.goesTo("vm")).contains("h1");
    }

    @Test
    void whereTooManyMoveInAClusterTheNextMoveWaitsItsTurn() {
        // Given
        for (var name : List.of("h1", "h2", "h3", "h4")) {
            scene.host(name, 4, 8192);
        }
        scene.vm("mover", 1, 64, new VmState.MigratingFrom(Scene.NOW, scene.id("h1"), scene.id("h2")));
        scene.up("vm", "h3", 1, 64);
        // When, Then
        scene.limits = new Limits(8, 8, 2, 64, 1);
        assertThat(scene.goesTo("vm")).isEmpty();
        scene.limits = new Limits(8, 8, 2, 64, 2);
        assertThat(scene.goesTo("vm")).contains("h4");
    }

    @Test
    void whereTooMuchIsStartingTheNextBestIsTakenAndThenItWaits() {
        // Given
        scene.limits = new Limits(1, 1, 1);
        scene.host("h1", 4, 65_536);
        scene.host("h2", 4, 8192);
        scene.vm("starting", 1, 64, new VmState.WaitForLaunch(Scene.NOW, scene.id("h1")));
        scene.down("vm", 1, 64);
        // When
        var explanation = scene.explain("vm");
        // Then
        assertThat(explanation.hosts())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isInstanceOfSatisfying(
                                        Verdict.Weighed.class,
                                        it -> assertThat(it.host() + it.chosen() + it.waits())
                                                .isEqualTo("h2truefalse")),
                        second -> assertThat(second)
                                .isInstanceOfSatisfying(
                                        Verdict.Weighed.class,
                                        it -> assertThat(it.host() + it.chosen() + it.waits())
                                                .isEqualTo("h1falsetrue")));
        assertThat(scene.start(some("more", 2, 1, 64))).containsExactly("h2", "nowhere");
    }
}
