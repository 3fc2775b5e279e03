package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostUsage;
import io.oriel.pool.PoolException.Code;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.pool.estate.SchedulingPolicy.Kind;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.schedule.Explanation.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What hosts stand in, as rows; and that the scheduler goes by it. */
class SiteTest {
    private static final Optional<Rule> APART = Optional.of(new Rule(false, true));
    private static final Optional<Rule> NEAR = Optional.of(new Rule(true, false));

    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static void refused(Code code, String why, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PoolException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.text()).contains(why);
        });
    }

    private TemplateId template() {
        var nfs = fixture.module
                .storage()
                .create(new NewStorageDomain("nfs", Optional.empty(), "/srv/nfs", true, Optional.empty()));
        fixture.awaitHost("h1", "up");
        return fixture.module
                .templates()
                .importImage("shared", Fixture.image(), Optional.of(nfs.id()))
                .id();
    }

    private Vm server(String name, TemplateId template) {
        return fixture.module.vms().create(new NewVm(name, template, 1, 64));
    }

    @Test
    void aClustersPolicyIsReadAgainAsItWasWritten() {
        // Given
        var clusters = fixture.module.clusters();
        var policy = SchedulingPolicy.of(Kind.POWER_SAVING, Map.of("HighUtilization", "70", "LowUtilization", "5"));
        // When
        var made = clusters.create(new NewCluster("c2", "", Optional.empty(), Optional.empty(), policy));
        // Then
        assertThat(clusters.byName("c2").orElseThrow()).isEqualTo(made);
        assertThat(made.policy().high()).contains(70);
        var changed = clusters.change(made, "c3", "quiet", Optional.empty(), SchedulingPolicy.STANDARD);
        assertThat(clusters.find(made.id())).contains(changed);
        refused(
                Code.CONFLICT,
                "has just been changed",
                () -> clusters.change(made, "c4", "late", Optional.empty(), SchedulingPolicy.STANDARD));
        assertThat(fixture.log()).contains("scheduling policy power_saving {HighUtilization=70, LowUtilization=5}");
    }

    @Test
    void whatIsInUseIsNotDeletedAndNamesItsUsers() {
        // Given
        fixture.paperPool("demo", 2, 1);
        var module = fixture.module;
        var dataCenter = module.dataCenters().byName("Default").orElseThrow();
        var cluster = module.clusters().byName("Default").orElseThrow();
        var local = module.storage().byName("local").orElseThrow();
        // Then
        refused(
                Code.IN_USE,
                "used by cluster Default, storage domain local",
                () -> module.dataCenters().remove(dataCenter.id()));
        refused(
                Code.IN_USE,
                "used by host h1, pool demo",
                () -> module.clusters().remove(cluster.id()));
        refused(Code.IN_USE, "template of-demo", () -> module.storage().remove(local.id()));
        refused(
                Code.IN_USE,
                "cannot be moved to another path",
                () -> module.storage().change(local.id(), "local", "/elsewhere"));
    }

    @Test
    void namesChangeAndWhatTheApplianceEnsuresIsFoundAgain() {
        // Given
        var module = fixture.module;
        var local = module.storage().byName("local").orElseThrow();
        var dataCenter = module.dataCenters().byName("Default").orElseThrow();
        var blue = module.networks().create(new NewNetwork("blue", Optional.empty(), "br0", Optional.of(7), false));
        // When
        module.storage().change(local.id(), "disks", local.path());
        module.dataCenters().change(dataCenter, "Zürich", "by the lake");
        var changed = module.networks().change(blue, "green", Optional.of("br1"), Optional.empty(), true);
        // Then
        assertThat(module.storage().ensure("local", local.path()).name()).isEqualTo("disks");
        assertThat(module.dataCenters().list()).extracting(it -> it.name()).containsExactly("Zürich");
        assertThat(module.networks().list()).containsExactly(changed);
        refused(
                Code.CONFLICT,
                "has just been changed",
                () -> module.networks().change(blue, "red", Optional.of("br1"), Optional.empty(), true));
        refused(
                Code.CONFLICT,
                "has just been changed",
                () -> module.dataCenters().change(dataCenter, "Bern", ""));
        refused(Code.INVALID, "name has 1 to 63", () -> module.dataCenters().create("../x", ""));
        refused(Code.ALREADY_EXISTS, "Zürich", () -> module.dataCenters().create("Zürich", ""));
    }

    @Test
    void vmsOfAGroupStartApartAndTheThirdSaysWhyNot() {
        // Given
        fixture.started();
        var second = fixture.another("h2");
        fixture.awaitHost("h2", "up");
        var template = template();
        var vms = List.of(server("a", template), server("b", template), server("c", template));
        var group = fixture.module
                .affinity()
                .create(new NewAffinityGroup(
                        "split",
                        "",
                        Optional.empty(),
                        1,
                        APART,
                        Optional.empty(),
                        Set.of(vms.get(0).id(), vms.get(1).id()),
                        Set.of()));
        fixture.module.affinity().add(group.id(), vms.get(2).id());
        // When
        for (var vm : vms.subList(0, 2)) {
            fixture.module.vms().start(vm.id());
            fixture.awaitState(vm.name(), "up");
        }
        fixture.module.vms().start(vms.get(2).id());
        // Then
        assertThat(fixture.host.running()).hasSize(1);
        assertThat(second.running()).hasSize(1);
        Await.until(fixture::log, () -> fixture.vm("c").trouble().isPresent());
        assertThat(fixture.vm("c").trouble().orElseThrow())
                .isEqualTo("no host can run it: h1 runs another vm of affinity group split;"
                        + " h2 runs another vm of affinity group split");
        var why = fixture.module.vms().explain(vms.get(2).id());
        assertThat(why.hosts())
                .containsExactly(
                        new Verdict.Refused("h1", "VmAffinity", "runs another vm of affinity group split"),
                        new Verdict.Refused("h2", "VmAffinity", "runs another vm of affinity group split"));

        // When
        fixture.module.affinity().remove(group.id(), vms.get(2).id());
        // Then
        fixture.awaitState("c", "up");
        assertThat(fixture.module.affinity().list().getFirst().vms())
                .containsExactlyInAnyOrder(vms.get(0).id(), vms.get(1).id());
        fixture.module.affinity().remove(group.id());
        assertThat(fixture.module.affinity().list()).isEmpty();
    }

    @Test
    void aVmStartsOnTheLessBusyHostWhenTheHostsHaveSaidSo() {
        // Given
        fixture.started();
        var second = fixture.another("h2");
        fixture.awaitHost("h2", "up");
        var vm = server("a", template());
        assertThat(fixture.module.vms().explain(vm.id()).hosts().getFirst().host())
                .as("all else equal, the first name")
                .isEqualTo("h1");
        // When
        fixture.host.say(new HostEvent.Statistics(usage(70), List.of()));
        second.say(new HostEvent.Statistics(usage(5), List.of()));
        Await.until(
                fixture::log,
                () -> Set.of("h1", "h2").stream()
                        .allMatch(host -> fixture.module
                                .hosts()
                                .usage(fixture.row(host).id())
                                .isPresent()));
        fixture.module.vms().start(vm.id());
        // Then
        fixture.awaitState("a", "up");
        assertThat(second.running()).containsExactly(vm.id());
    }

    private static HostUsage usage(double percent) {
        return new HostUsage(percent, 0.5, 1000, 63_000, 0, 0, 1, 2, 3600);
    }

    @Test
    void anAffinityGroupIsCheckedBeforeItIsMade() {
        // Given
        var module = fixture.module;
        var other = module.clusters().create(new NewCluster("c2", "", Optional.empty(), Optional.empty()));
        var h1 = fixture.row("h1").id();
        // Then
        refused(
                Code.INVALID,
                "needs a rule",
                () -> module.affinity()
                        .create(new NewAffinityGroup(
                                "g", "", Optional.empty(), 1, Optional.empty(), Optional.empty(), Set.of(), Set.of())));
        refused(
                Code.INVALID,
                "host h1 is in another cluster",
                () -> module.affinity()
                        .create(new NewAffinityGroup(
                                "g", "", Optional.of(other.id()), 1, Optional.empty(), NEAR, Set.of(), Set.of(h1))));
        var made = module.affinity()
                .create(new NewAffinityGroup(
                        "g", "", Optional.empty(), 2.5, Optional.empty(), NEAR, Set.of(), Set.of(h1)));
        assertThat(module.affinity().list()).containsExactly(made);
        refused(
                Code.ALREADY_EXISTS,
                "affinity group g",
                () -> module.affinity()
                        .create(new NewAffinityGroup(
                                "g", "", Optional.empty(), 1, Optional.empty(), NEAR, Set.of(), Set.of())));
        module.affinity().remove(made.id(), h1);
        module.affinity().remove(made.id(), h1);
        assertThat(module.affinity().byName("g").orElseThrow().hosts()).isEmpty();
    }
}
