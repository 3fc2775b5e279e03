package io.oriel.pool.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.SchedulingPolicy.Kind;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.schedule.Explanation.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over random estates: what is placed breaks no rule, the same question has the same answer, and it is explained. */
class SchedulerPropertiesTest {

    static LongStream seeds() {
        return LongStream.range(0, 300L * Integer.getInteger("oriel.rounds", 1));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void whatIsPlacedBreaksNoRule(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var scene = scene(random);
        var estate = scene.estate();
        var load = Load.of(estate);
        var again = Load.of(estate);
        Map<String, Long> memory = new HashMap<>();
        Map<String, Integer> starts = new HashMap<>();
        Map<String, Set<String>> on = new HashMap<>();
        scene.vms
                .values()
                .forEach(it -> it.vm().host().ifPresent(host -> {
                    var name = estate.host(host).orElseThrow().name();
                    memory.merge(name, it.vm().memoryMiB(), Long::sum);
                    on.computeIfAbsent(name, _ -> new TreeSet<>()).add(it.vm().name());
                    if (it.state() instanceof VmState.WaitForLaunch) {
                        starts.merge(name, 1, Integer::sum);
                    }
                }));
        for (var tended : scene.vms.values()) {
            if (tended.vm().host().isPresent()) {
                continue;
            }
            // When
            var explanation = scene.scheduler().explain(tended, estate, load);
            var placement = scene.scheduler().place(tended, estate, load);
            // Then
            assertThat(scene.scheduler().place(tended, estate, again)).isEqualTo(placement);
            var chosen = explanation.hosts().stream()
                    .filter(it -> it instanceof Verdict.Weighed weighed && weighed.chosen())
                    .map(it -> scene.id(it.host()))
                    .findFirst();
            switch (placement) {
                case Placement.Placed(var id) -> {
                    assertThat(chosen).contains(id);
                    var host = estate.host(id).orElseThrow();
                    assertThat(host.up()).isTrue();
                    assertThat(host.facts().orElseThrow().cpus())
                            .isGreaterThanOrEqualTo(tended.vm().vcpus());
                    assertThat(memory.merge(host.name(), tended.vm().memoryMiB(), Long::sum))
                            .isLessThanOrEqualTo(host.facts().orElseThrow().memoryMiB());
                    assertThat(starts.merge(host.name(), 1, Integer::sum)).isLessThanOrEqualTo(scene.limits.starts());
                    assertThat(scene.policy.kind()).isNotEqualTo(Kind.CLUSTER_MAINTENANCE);
                    affinity(scene, tended, host.name(), on);
                    on.computeIfAbsent(host.name(), _ -> new TreeSet<>())
                            .add(tended.vm().name());
                    load.starts(id, tended);
                    again.starts(id, tended);
                }
                case Placement.Later() -> {
                    assertThat(chosen).isEmpty();
                    assertThat(explanation.hosts())
                            .anyMatch(it -> it instanceof Verdict.Weighed weighed && weighed.waits());
                }
                case Placement.NoFit noFit -> {
                    assertThat(explanation.hosts()).allMatch(Verdict.Refused.class::isInstance);
                    assertThat(noFit.reasons().size() + noFit.others()).isEqualTo(scene.hosts.size());
                }
            }
            assertThat(explanation.hosts()).hasSize(scene.hosts.size());
        }
    }

    private static void affinity(Scene scene, TendedVm tended, String host, Map<String, Set<String>> on) {
        for (var group : scene.groups) {
            if (!group.vms().contains(tended.vm().id())) {
                continue;
            }
            var hosts = new TreeSet<String>();
            on.forEach((name, vms) -> {
                if (vms.stream()
                        .anyMatch(vm -> group.vms().contains(scene.vm(vm).vm().id()))) {
                    hosts.add(name);
                }
            });
            group.amongVms()
                    .filter(Rule::enforcing)
                    .ifPresent(rule -> assertThat(
                                    rule.positive() ? hosts.isEmpty() || hosts.contains(host) : !hosts.contains(host))
                            .as("%s of %s on %s", rule, group.name(), host)
                            .isTrue());
            group.onHosts()
                    .filter(Rule::enforcing)
                    .ifPresent(rule ->
                            assertThat(group.hosts().contains(scene.id(host))).isEqualTo(rule.positive()));
        }
    }

    private static Scene scene(SplittableRandom random) {
        var scene = new Scene();
        scene.limits = new Limits(1 + random.nextInt(4), 2, 2);
        scene.policy(Kind.values()[random.nextInt(Kind.values().length)], Map.of());
        int hosts = 1 + random.nextInt(8);
        for (int i = 0; i < hosts; i++) {
            var name = "h" + i;
            scene.host(name, 1 + random.nextInt(8), 512 + random.nextInt(4096));
            if (random.nextInt(6) == 0) {
                scene.host(name, host -> host.in(new HostState.Maintenance(Scene.NOW)));
            } else if (random.nextBoolean()) {
                scene.busy(name, random.nextInt(101), random.nextInt(6));
            }
        }
        int vms = 1 + random.nextInt(20);
        for (int i = 0; i < vms; i++) {
            var name = "vm" + i;
            var on = scene.host("h" + random.nextInt(hosts));
            long memory = 64 + random.nextInt(600);
            var state = switch (random.nextInt(5)) {
                case 0 -> on.up() ? new VmState.Up(Scene.NOW, on.id()) : new VmState.Down(Scene.NOW);
                case 1 -> on.up() ? new VmState.WaitForLaunch(Scene.NOW, on.id()) : new VmState.Down(Scene.NOW);
                default -> new VmState.Down(Scene.NOW);
            };
            // What runs does not overload its host to begin with.
            boolean runs = !(state instanceof VmState.Down);
            scene.vm(
                    name,
                    1 + random.nextInt(4),
                    runs ? 16 : memory,
                    runs && starting(scene, on.id()) ? new VmState.Up(Scene.NOW, on.id()) : state);
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            var members = new TreeSet<String>();
            var on = new TreeSet<String>();
            for (int m = 0; m < 4; m++) {
                members.add("vm" + random.nextInt(vms));
                on.add("h" + random.nextInt(hosts));
            }
            scene.group("g" + i, rule(random), rule(random), members, on);
        }
        return scene;
    }

    private static boolean starting(Scene scene, HostId host) {
        return scene.vms.values().stream()
                        .filter(it -> it.state() instanceof VmState.WaitForLaunch launch
                                && launch.on().equals(host))
                        .count()
                >= scene.limits.starts();
    }

    private static Optional<Rule> rule(SplittableRandom random) {
        return random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(new Rule(random.nextBoolean(), random.nextBoolean()));
    }
}
