package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.Hardware;
import io.oriel.pool.FakeHost.Fault;
import io.oriel.pool.PoolException.Code;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.schedule.Forecast;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hosts that share a storage domain; one of them is lost. */
class HighAvailabilityTest {
    private Fixture fixture;
    private FakeHost second;
    private Template template;

    @BeforeEach
    void open() {
        fixture = new Fixture().started();
        var nfs = fixture.module
                .storage()
                .create(new NewStorageDomain("nfs", Optional.empty(), "/srv/nfs", true, Optional.empty()));
        second = fixture.another("h2");
        fixture.awaitHost("h1", "up");
        fixture.awaitHost("h2", "up");
        template = fixture.module.templates().importImage("shared", Fixture.image(), Optional.of(nfs.id()));
    }

    @AfterEach
    void close() {
        assertThat(fixture.host.violations).isEmpty();
        assertThat(second.violations).isEmpty();
        fixture.close();
    }

    /** A server that runs on h1 and may start anywhere. */
    private Vm server(String name, Optional<Integer> priority, boolean lease) {
        return server(name, priority, lease, 64);
    }

    private Vm server(String name, Optional<Integer> priority, boolean lease, long memoryMiB) {
        var care = new Care(VmKind.SERVER, "", false, false, new Continuity(priority, lease, Mobility.MIGRATABLE));
        var config = new VmConfig(
                name,
                new Shape(1, memoryMiB, Hardware.LINUX, 1),
                Starting.FROM_DISK,
                care,
                Optional.of(fixture.row("h1").id()),
                new TreeSet<>());
        var vms = fixture.module.vms();
        var vm = vms.create(new NewVm(
                config, DiskSource.thin(template.id()), Optional.empty(), Optional.empty(), List.of(), List.of()));
        vms.start(vm.id());
        fixture.awaitState(name, "up");
        vms.edit(
                vm.id(),
                Optional.empty(),
                now -> new VmConfig(now.name(), now.shape(), now.starting(), now.care(), Optional.empty(), now.tags()));
        return fixture.vm(name);
    }

    private String hostOf(String vm) {
        return fixture.vm(vm)
                .host()
                .flatMap(fixture.module.hosts()::find)
                .orElseThrow()
                .name();
    }

    private boolean isUpOn(String name, String host) {
        var vm = fixture.vm(name);
        return vm.state().restName().equals("up")
                && vm.host().equals(Optional.of(fixture.row(host).id()));
    }

    private List<String> startsOn(FakeHost host) {
        return host.received().stream()
                .filter(EstateCommand.StartVm.class::isInstance)
                .map(it -> ((EstateCommand.StartVm) it).spec().title())
                .distinct()
                .toList();
    }

    @Test
    void onlyAfterAPersonsWordIsWhatWasLostStartedElsewhereByPriority() {
        // Given
        server("plain", Optional.empty(), false);
        server("low", Optional.of(1), false);
        server("high", Optional.of(100), false);
        server("mid", Optional.of(50), false);
        var h1 = fixture.row("h1").id();
        var hosts = fixture.module.hosts();
        assertThatThrownBy(() -> hosts.confirmRebooted(h1, "somebody"))
                .isInstanceOfSatisfying(PoolException.class, it -> {
                    assertThat(it.code()).isEqualTo(Code.IN_USE);
                    assertThat(it.text()).contains("host h1 is Up: only of a host that is NonResponsive");
                });
        // When
        fixture.host.fail();
        fixture.awaitHost("h1", "non_responsive");
        fixture.awaitState("high", "unknown");
        fixture.awaitState("plain", "unknown");
        // Then: nothing is started without proof
        assertThat(startsOn(second)).isEmpty();
        // When
        hosts.confirmRebooted(h1, "admin@internal");
        // Then
        Await.until(fixture::log, () -> isUpOn("high", "h2") && isUpOn("mid", "h2") && isUpOn("low", "h2"));
        assertThat(startsOn(second)).containsExactly("high", "mid", "low");
        assertThat(fixture.state("plain")).isEqualTo("down");
        assertThat(fixture.row("h1").state().restName()).isEqualTo("down");
        assertThat(fixture.log())
                .contains(
                        "vm high: Unknown → Down on h1 (host h1 is down: admin@internal says that it was rebooted;"
                                + " highly available, priority 100)",
                        "vm plain: Unknown → Down on h1 (host h1 is down: admin@internal says that it was rebooted; not"
                                + " highly available)");
        // When: it is back, empty
        fixture.host.silent = false;
        fixture.awaitHost("h1", "up");
        assertThat(isUpOn("high", "h2")).isTrue();
        assertThat(fixture.log()).doesNotContain("ignored");
    }

    @Test
    void oneOfHighPriorityThatCannotRunHoldsTheOthersBack() {
        // Given
        server("low", Optional.of(1), false);
        server("high", Optional.of(100), false);
        second.faults = command -> command instanceof EstateCommand.StartVm start
                        && start.spec().title().equals("high")
                ? Fault.FAILS
                : Fault.NONE;
        // When
        fixture.host.fail();
        fixture.awaitHost("h1", "non_responsive");
        fixture.awaitState("high", "unknown");
        fixture.awaitState("low", "unknown");
        fixture.module.hosts().confirmRebooted(fixture.row("h1").id(), "admin@internal");
        Await.until(
                fixture::log, () -> fixture.log().contains("vm high: WaitForLaunch → Down on h2 (failed: injected)"));
        // Then
        assertThat(fixture.state("low")).isEqualTo("down");
        assertThat(startsOn(second)).containsExactly("high");
        // When: a person wants it no more
        fixture.module.vms().stop(fixture.vm("high").id());
        // Then
        Await.until(fixture::log, () -> isUpOn("low", "h2"));
    }

    @Test
    void aLeasedVmIsStartedElsewhereWithoutAnybodysWordWhenItsHostHasFailed() {
        // Given
        var vm = server("leased", Optional.of(50), true);
        server("other", Optional.of(50), false);
        // When
        fixture.host.fail();
        // Then
        Await.until(fixture::log, () -> isUpOn("leased", "h2"));
        fixture.awaitState("other", "unknown");
        assertThat(second.running()).containsExactly(vm.id());
        assertThat(fixture.row("h1").state().restName()).isEqualTo("non_responsive");
    }

    @Test
    void aHostThatOnlyFellSilentKeepsItsLeasedVm() {
        // Given
        server("leased", Optional.of(50), true);
        // When
        fixture.host.silent = true;
        Await.until(
                fixture::log,
                () -> fixture.vm("leased")
                        .trouble()
                        .filter(it -> it.contains("locked"))
                        .isPresent());
        // Then
        assertThat(second.running()).isEmpty();
        assertThat(fixture.vm("leased").trouble().orElseThrow())
                .contains("it could not be started elsewhere; if that host is off, say that it was rebooted");
        // When
        fixture.host.silent = false;
        // Then
        Await.until(fixture::log, () -> isUpOn("leased", "h1"));
        assertThat(fixture.host.running()).hasSize(1);
    }

    @Test
    void whenNobodyKnowsHowAStartElsewhereEndedItIsFoundWhereItRuns() {
        // Given
        server("leased", Optional.of(50), true);
        second.faults = command -> command instanceof EstateCommand.StartVm ? Fault.ANSWER_LOST : Fault.NONE;
        // When
        fixture.host.fail();
        // Then
        Await.until(fixture::log, () -> isUpOn("leased", "h2"));
        assertThat(hostOf("leased")).isEqualTo("h2");
    }

    @Test
    void aRestartOfTheControlPlaneGoesOnWithWhatWasLost() {
        // Given
        server("high", Optional.of(100), false);
        server("low", Optional.of(1), false);
        second.faults = command -> command instanceof EstateCommand.StartVm ? Fault.LOST : Fault.NONE;
        fixture.host.fail();
        fixture.awaitHost("h1", "non_responsive");
        fixture.awaitState("high", "unknown");
        fixture.awaitState("low", "unknown");
        fixture.module.hosts().confirmRebooted(fixture.row("h1").id(), "admin@internal");
        Await.until(fixture::log, () -> startsOn(second).contains("high"));
        // When
        fixture.crash();
        second.faults = _ -> Fault.NONE;
        // Then
        Await.until(fixture::log, () -> isUpOn("high", "h2") && isUpOn("low", "h2"));
        assertThat(startsOn(second)).containsExactly("high", "low");
    }

    @Test
    void whatWouldBecomeOfAHostsVmsIsToldBeforehand() {
        // Given: h2 has 64 GiB, and the two large ones do not fit together
        server("small", Optional.of(1), false);
        server("large", Optional.of(100), false, 40 * 1024);
        server("plain", Optional.empty(), false);
        // When
        var forecast = fixture.module.hosts().simulate(fixture.row("h1").id());
        // Then
        assertThat(forecast.survived()).isTrue();
        assertThat(forecast.fates()).extracting(it -> it.vm().vm().name()).containsExactly("large", "small", "plain");
        assertThat(forecast.fates().get(0).to().orElseThrow().name()).isEqualTo("h2");
        assertThat(forecast.fates().get(2).why()).isEqualTo("it is not highly available");
        // When
        fixture.module
                .vms()
                .edit(
                        fixture.vm("plain").id(),
                        Optional.empty(),
                        now -> new VmConfig(
                                now.name(),
                                new Shape(1, 30 * 1024, Hardware.LINUX, 1),
                                now.starting(),
                                new Care(
                                        VmKind.SERVER,
                                        "",
                                        false,
                                        false,
                                        new Continuity(Optional.of(50), false, Mobility.PINNED)),
                                Optional.empty(),
                                now.tags()));
        var worse = fixture.module.hosts().simulate(fixture.row("h1").id());
        // Then
        assertThat(worse.survived()).isFalse();
        assertThat(worse.fates().stream().filter(Forecast.Fate::stranded))
                .singleElement()
                .satisfies(it -> assertThat(it.why()).contains("h2"));
        assertThat(fixture.state("small")).isEqualTo("up");
    }
}
