package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.ConsoleCommand.SendKey;
import io.oriel.host.api.ConsoleCommand.SetConsolePassword;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.EstateCommand.DeleteDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.ShutdownVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.LocalHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The real thing: libvirt and qemu of this machine run the demo template. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtHostTest {
    private static final String SPICE_PASSWORD = "abcdefghijklmnopqrstuvwxyzABCDEF";
    private static final String VNC_PASSWORD = "abcdEFG1";

    private RealHost real;
    private LocalHost host;
    private Queue<VmReport> changes;
    private VmSpec desktop;

    @BeforeAll
    void startDesktop() throws Exception {
        real = new RealHost();
        host = real.host();
        changes = real.heard.changes;
        desktop = real.booted("demo-1");
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        if (real != null) {
            real.close();
        }
    }

    @Test
    void A26_unopenedDisplaysRefuseEveryone() throws Exception {
        // Given a VM whose displays nobody opened
        var fresh = real.spec("closed");
        assertThat(host.run(new StartVm(RealHost.command(), RealHost.TOKEN, fresh)))
                .isEqualTo(RealHost.DONE);
        try {
            // When somebody knocks, Then no display offers to come in without a password, and no guess opens it
            int vnc = port(fresh, ConsoleKind.VNC);
            assertThat(VncKnock.securityTypes(vnc)).contains(2).doesNotContain(1);
            assertThat(VncKnock.opens(vnc, "")).isFalse();
            assertThat(VncKnock.opens(vnc, VNC_PASSWORD)).isFalse();
            int spice = port(fresh, ConsoleKind.SPICE);
            assertThat(SpiceKnock.answer(spice, "")).isEqualTo(SpiceKnock.DENIED);
            assertThat(SpiceKnock.answer(spice, SPICE_PASSWORD)).isEqualTo(SpiceKnock.DENIED);
        } finally {
            assertThat(host.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, fresh.id())))
                    .isEqualTo(RealHost.DONE);
        }
    }

    @Test
    void A26_displaysListenOnLoopbackOnly() throws Exception {
        // Given the ports of a running VM
        int vnc = port(desktop, ConsoleKind.VNC);
        int spice = port(desktop, ConsoleKind.SPICE);

        // When the kernel is asked who listens on them, Then only 127.0.0.1 does
        assertThat(Listeners.on(vnc)).containsExactly("0100007F");
        assertThat(Listeners.on(spice)).containsExactly("0100007F");
    }

    @Test
    void A26_aPasswordOpensItsDisplayForAWhile() throws Exception {
        // Given
        int vnc = port(desktop, ConsoleKind.VNC);
        int spice = port(desktop, ConsoleKind.SPICE);

        // When
        assertThat(host.run(open(ConsoleKind.SPICE, SPICE_PASSWORD, 60))).isEqualTo(RealHost.DONE);
        assertThat(host.run(open(ConsoleKind.VNC, VNC_PASSWORD, 1))).isEqualTo(RealHost.DONE);

        // Then
        assertThat(VncKnock.opens(vnc, VNC_PASSWORD)).isTrue();
        assertThat(SpiceKnock.answer(spice, SPICE_PASSWORD)).isEqualTo(SpiceKnock.OK);
        assertThat(SpiceKnock.answer(spice, SPICE_PASSWORD.toLowerCase())).isEqualTo(SpiceKnock.DENIED);
        Eventually.within(
                Duration.ofSeconds(20), "the VNC password has expired", () -> !VncKnock.opens(vnc, VNC_PASSWORD));
        assertThat(host.run(open(ConsoleKind.SPICE, SPICE_PASSWORD, 1))).isEqualTo(RealHost.DONE);
        Eventually.within(
                Duration.ofSeconds(20),
                "the SPICE password has expired",
                () -> SpiceKnock.answer(spice, SPICE_PASSWORD) == SpiceKnock.DENIED);
    }

    @Test
    void pressedKeysAreSeenInTheGuest() throws Exception {
        // Given e, c, h, o, blank, k, e, y, s, Enter
        var keys = List.of(18, 46, 35, 24, 57, 37, 18, 21, 31, 28);
        var before = host.screenshot(desktop.id());

        // When
        for (int key : keys) {
            assertThat(host.run(new SendKey(RealHost.command(), desktop.id(), List.of(key))))
                    .isEqualTo(RealHost.DONE);
        }

        // Then
        Eventually.within(
                Duration.ofSeconds(30),
                "the typed words",
                () -> real.serial(desktop).contains("echo keys"));
        Eventually.within(Duration.ofSeconds(30), "another picture", () -> {
            var after = host.screenshot(desktop.id());
            return !Arrays.equals(before, after);
        });
        var shot = host.screenshot(desktop.id());
        assertThat(shot).startsWith(0x89, 'P', 'N', 'G').hasSizeGreaterThan(1000);
        var kept = Files.createDirectories(Path.of("target/screens")).resolve("libvirt-desktop.png");
        Files.write(kept, shot);
    }

    @Test
    void aStartedVmIsDescribed() throws Exception {
        // Given the guest's agent and DHCP take a moment
        Eventually.within(
                RealHost.BOOT,
                "agent and address",
                () -> real.report(desktop).guestAgent()
                        && !real.report(desktop).addresses().isEmpty());

        // When
        var report = real.report(desktop);

        // Then
        assertThat(report.title()).isEqualTo("demo-1");
        assertThat(report.ours()).isTrue();
        assertThat(report.power()).isEqualTo(VmPower.RUNNING);
        assertThat(report.consoles())
                .extracting(c -> c.kind())
                .containsExactlyInAnyOrder(ConsoleKind.SPICE, ConsoleKind.VNC);
        assertThat(report.consoles()).allMatch(c -> c.port() >= 5900 && c.port() <= 6923 && !c.tls());
        assertThat(changes).contains(report);
        assertThat(host.facts().spice()).isTrue();
        assertThat(host.facts().hardwareId()).hasSize(36);
        System.out.println("facts: " + host.facts() + " addresses: " + report.addresses());
    }

    @Test
    void startingTwiceIsStartingOnce() throws Exception {
        // Given a running VM
        var before = real.report(desktop);

        // When
        var outcome = host.run(new StartVm(RealHost.command(), RealHost.TOKEN, desktop));

        // Then
        assertThat(outcome).isEqualTo(RealHost.DONE);
        assertThat(real.report(desktop).consoles()).isEqualTo(before.consoles());
    }

    @Test
    void aVmShutsDownAndItsDiskGoes() throws Exception {
        // Given
        var vm = real.spec("short-lived");
        assertThat(host.run(new StartVm(RealHost.command(), RealHost.TOKEN, vm)))
                .isEqualTo(RealHost.DONE);
        Eventually.within(RealHost.BOOT, "BOOTED", () -> real.serial(vm).contains("BOOTED short-lived"));
        var disk = vm.disks().getFirst();
        assertThat(host.run(new DeleteDisk(RealHost.command(), RealHost.TOKEN, disk)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.BUSY));
        assertThat(host.run(new DeleteDisk(RealHost.command(), RealHost.TOKEN, real.template)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.BUSY));

        // When
        var watch = System.nanoTime();
        var outcome = real.run(new ShutdownVm(RealHost.command(), RealHost.TOKEN, vm.id(), Duration.ofSeconds(60)));

        // Then the guest itself turned off, in less than the half after which it would be asked differently
        assertThat(outcome).isEqualTo(RealHost.DONE);
        assertThat(real.serial(vm)).contains("Requesting system poweroff");
        assertThat(Duration.ofNanos(System.nanoTime() - watch)).isLessThan(Duration.ofSeconds(30));
        Eventually.within(
                Duration.ofSeconds(20),
                "the change is told",
                () -> changes.stream().anyMatch(r -> r.id().equals(vm.id()) && r.power() == VmPower.OFF));
        assertThat(host.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
        assertThat(host.run(new DeleteDisk(RealHost.command(), RealHost.TOKEN, disk)))
                .isEqualTo(RealHost.DONE);
        assertThat(Storage.file(disk)).doesNotExist();
        assertThat(host.vms()).noneMatch(r -> r.id().equals(vm.id()));
    }

    @Test
    void anotherAgentOfTheSameInstallationFindsEverything() {
        // Given an agent that was killed and started again
        var next = real.open();
        try {
            // When
            var found = next.vms().stream()
                    .filter(vm -> vm.id().equals(desktop.id()))
                    .findFirst();

            // Then
            assertThat(found).hasValueSatisfying(vm -> {
                assertThat(vm.ours()).isTrue();
                assertThat(vm.power()).isEqualTo(VmPower.RUNNING);
                assertThat(vm.consoles()).hasSize(2);
            });
            assertThat(next.run(new StartVm(RealHost.command(), RealHost.TOKEN, desktop)))
                    .isEqualTo(RealHost.DONE);
        } finally {
            next.close();
        }
    }

    @Test
    void aKilledLibvirtdIsFoundOrStartedAgainAndGuestsGoOn() throws Exception {
        // Given a libvirtd of our own
        var pidFile = real.state.resolve("libvirt/run/libvirtd.pid");
        Assumptions.assumeTrue(Files.exists(pidFile), "this machine's libvirtd is not ours to kill");
        var libvirtd = ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow();
        var before = real.report(desktop).consoles();

        // When
        libvirtd.destroyForcibly();
        libvirtd.onExit().join();

        // Then
        Eventually.within(Duration.ofSeconds(60), "libvirt answers again", () -> {
            try {
                return real.report(desktop).power() == VmPower.RUNNING;
            } catch (HypervisorException _) {
                return false;
            }
        });
        assertThat(real.report(desktop).consoles()).isEqualTo(before);
        var events = changes.size();
        var vm = real.spec("after");
        assertThat(host.run(new StartVm(RealHost.command(), RealHost.TOKEN, vm)))
                .isEqualTo(RealHost.DONE);
        Eventually.within(Duration.ofSeconds(30), "events come again", () -> changes.size() > events);
        assertThat(host.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
    }

    @Test
    void otherInstallationsVmsAreListedAndNotTouched() {
        // Given another installation on the same libvirt
        var stranger = LibvirtHost.open(new LibvirtSettings(
                UUID.randomUUID(), real.state, Accelerator.AUTO, "127.0.0.1", real.state.resolve("display.pem")));
        try {
            // When
            var listed = stranger.vms().stream()
                    .filter(vm -> vm.id().equals(desktop.id()))
                    .findFirst();
            var destroyed = stranger.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, desktop.id()));

            // Then
            assertThat(listed).hasValueSatisfying(vm -> assertThat(vm.ours()).isFalse());
            assertThat(listed)
                    .hasValueSatisfying(vm -> assertThat(vm.consoles()).isEmpty());
            assertThat(destroyed)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.NOT_OURS));
            assertThat(real.report(desktop).power()).isEqualTo(VmPower.RUNNING);
        } finally {
            stranger.close();
        }
    }

    private SetConsolePassword open(ConsoleKind kind, String password, int seconds) {
        return new SetConsolePassword(RealHost.command(), desktop.id(), kind, password, seconds);
    }

    private int port(VmSpec vm, ConsoleKind kind) {
        return real.report(vm).consoles().stream()
                .filter(c -> c.kind() == kind)
                .findFirst()
                .orElseThrow()
                .port();
    }
}
