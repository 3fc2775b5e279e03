package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand.SendKey;
import io.oriel.host.api.ConsoleCommand.SetConsolePassword;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DeleteDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.ShutdownVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.Heard;
import io.oriel.host.local.LocalHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final Outcome DONE = new Outcome.Done();
    private static final String SPICE_PASSWORD = "abcdefghijklmnopqrstuvwxyzABCDEF";
    private static final String VNC_PASSWORD = "abcdEFG1";

    private final UUID installation = UUID.randomUUID();
    private final Heard heard = new Heard();
    private final Queue<VmReport> changes = heard.changes;
    private Path state;
    private LocalHost host;
    private StorageRef storage;
    private DiskRef template;
    private VmSpec desktop;

    @BeforeAll
    void startDesktop() throws Exception {
        // short, because it holds sockets; open, because qemu's user has to pass through
        state = Files.createTempDirectory("oriel-host");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = open();
        host.listen(heard);
        storage = new StorageRef(UUID.randomUUID(), state + "/storage");
        template = new DiskRef(storage, UUID.randomUUID());
        assertThat(host.run(new PrepareStorage(command(), TOKEN, storage))).isEqualTo(DONE);
        assertThat(host.store(template, GuestImage.built())).isEqualTo(DONE);
        desktop = clone("demo-1");
        var watch = System.nanoTime();
        assertThat(host.run(new StartVm(command(), TOKEN, desktop))).isEqualTo(DONE);
        tell("start", watch);
        Eventually.within(
                BOOT, "BOOTED in the serial log", () -> serial(desktop).contains("BOOTED demo-1"));
        tell("start to prompt", watch);
    }

    private LocalHost open() {
        try {
            return LibvirtHost.open(new LibvirtSettings(
                    installation, state, Accelerator.AUTO, "127.0.0.1", state.resolve("display.pem")));
        } catch (HypervisorException e) {
            var missing = "nothing real is tested, because there is no libvirt with qemu here: " + e.getMessage();
            System.err.println(missing);
            assertThat(System.getProperty("oriel.require", "")).as(missing).doesNotContain("libvirt");
            return Assumptions.abort(missing);
        }
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        if (host != null) {
            for (var vm : host.vms()) {
                if (vm.ours()) {
                    host.run(new DestroyVm(command(), TOKEN, vm.id()));
                }
            }
            host.shutdownAll(Duration.ZERO);
            host.close();
        }
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Test
    void A26_unopenedDisplaysRefuseEveryone() throws Exception {
        // Given a VM whose displays nobody opened
        var fresh = clone("closed");
        assertThat(host.run(new StartVm(command(), TOKEN, fresh))).isEqualTo(DONE);
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
            assertThat(host.run(new DestroyVm(command(), TOKEN, fresh.id()))).isEqualTo(DONE);
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
        assertThat(host.run(open(ConsoleKind.SPICE, SPICE_PASSWORD, 60))).isEqualTo(DONE);
        assertThat(host.run(open(ConsoleKind.VNC, VNC_PASSWORD, 1))).isEqualTo(DONE);

        // Then
        assertThat(VncKnock.opens(vnc, VNC_PASSWORD)).isTrue();
        assertThat(SpiceKnock.answer(spice, SPICE_PASSWORD)).isEqualTo(SpiceKnock.OK);
        assertThat(SpiceKnock.answer(spice, SPICE_PASSWORD.toLowerCase())).isEqualTo(SpiceKnock.DENIED);
        Eventually.within(
                Duration.ofSeconds(20), "the VNC password has expired", () -> !VncKnock.opens(vnc, VNC_PASSWORD));
        assertThat(host.run(open(ConsoleKind.SPICE, SPICE_PASSWORD, 1))).isEqualTo(DONE);
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
            assertThat(host.run(new SendKey(command(), desktop.id(), List.of(key))))
                    .isEqualTo(DONE);
        }

        // Then
        Eventually.within(
                Duration.ofSeconds(30), "the typed words", () -> serial(desktop).contains("echo keys"));
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
                BOOT,
                "agent and address",
                () -> report(desktop).guestAgent()
                        && !report(desktop).addresses().isEmpty());

        // When
        var report = report(desktop);

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
        var before = report(desktop);

        // When
        var outcome = host.run(new StartVm(command(), TOKEN, desktop));

        // Then
        assertThat(outcome).isEqualTo(DONE);
        assertThat(report(desktop).consoles()).isEqualTo(before.consoles());
    }

    @Test
    void aVmShutsDownAndItsDiskGoes() throws Exception {
        // Given
        var vm = clone("short-lived");
        assertThat(host.run(new StartVm(command(), TOKEN, vm))).isEqualTo(DONE);
        Eventually.within(BOOT, "BOOTED", () -> serial(vm).contains("BOOTED short-lived"));
        var disk = vm.disks().getFirst();
        assertThat(host.run(new DeleteDisk(command(), TOKEN, disk)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.BUSY));
        assertThat(host.run(new DeleteDisk(command(), TOKEN, template)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.BUSY));

        // When
        var watch = System.nanoTime();
        var outcome = host.run(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ofSeconds(60)));
        tell("shutdown", watch);

        // Then the guest itself turned off, in less than the half after which it would be asked differently
        assertThat(outcome).isEqualTo(DONE);
        assertThat(serial(vm)).contains("Requesting system poweroff");
        assertThat(Duration.ofNanos(System.nanoTime() - watch)).isLessThan(Duration.ofSeconds(30));
        Eventually.within(
                Duration.ofSeconds(20),
                "the change is told",
                () -> changes.stream().anyMatch(r -> r.id().equals(vm.id()) && r.power() == VmPower.OFF));
        assertThat(host.run(new DestroyVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        assertThat(host.run(new DeleteDisk(command(), TOKEN, disk))).isEqualTo(DONE);
        assertThat(Storage.file(disk)).doesNotExist();
        assertThat(host.vms()).noneMatch(r -> r.id().equals(vm.id()));
    }

    @Test
    void anotherAgentOfTheSameInstallationFindsEverything() {
        // Given an agent that was killed and started again
        var next = open();
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
            assertThat(next.run(new StartVm(command(), TOKEN, desktop))).isEqualTo(DONE);
        } finally {
            next.close();
        }
    }

    @Test
    void aKilledLibvirtdIsFoundOrStartedAgainAndGuestsGoOn() throws Exception {
        // Given a libvirtd of our own
        var pidFile = state.resolve("libvirt/run/libvirtd.pid");
        Assumptions.assumeTrue(Files.exists(pidFile), "this machine's libvirtd is not ours to kill");
        var libvirtd = ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow();
        var before = report(desktop).consoles();

        // When
        libvirtd.destroyForcibly();
        libvirtd.onExit().join();

        // Then
        Eventually.within(Duration.ofSeconds(60), "libvirt answers again", () -> {
            try {
                return report(desktop).power() == VmPower.RUNNING;
            } catch (HypervisorException _) {
                return false;
            }
        });
        assertThat(report(desktop).consoles()).isEqualTo(before);
        var events = changes.size();
        var vm = clone("after");
        assertThat(host.run(new StartVm(command(), TOKEN, vm))).isEqualTo(DONE);
        Eventually.within(Duration.ofSeconds(30), "events come again", () -> changes.size() > events);
        assertThat(host.run(new DestroyVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);
    }

    @Test
    void otherInstallationsVmsAreListedAndNotTouched() {
        // Given another installation on the same libvirt
        var stranger = LibvirtHost.open(new LibvirtSettings(
                UUID.randomUUID(), state, Accelerator.AUTO, "127.0.0.1", state.resolve("display.pem")));
        try {
            // When
            var listed = stranger.vms().stream()
                    .filter(vm -> vm.id().equals(desktop.id()))
                    .findFirst();
            var destroyed = stranger.run(new DestroyVm(command(), TOKEN, desktop.id()));

            // Then
            assertThat(listed).hasValueSatisfying(vm -> assertThat(vm.ours()).isFalse());
            assertThat(listed)
                    .hasValueSatisfying(vm -> assertThat(vm.consoles()).isEmpty());
            assertThat(destroyed)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.NOT_OURS));
            assertThat(report(desktop).power()).isEqualTo(VmPower.RUNNING);
        } finally {
            stranger.close();
        }
    }

    private VmSpec clone(String title) {
        var disk = new DiskRef(storage, UUID.randomUUID());
        var watch = System.nanoTime();
        assertThat(host.run(new CreateDisk(command(), TOKEN, disk, Optional.of(template), 0)))
                .isEqualTo(DONE);
        tell("clone", watch);
        return spec(title, disk);
    }

    private static VmSpec spec(String title, DiskRef disk) {
        return new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                1,
                128,
                List.of(disk),
                List.of(new NicSpec("52:54:00:00:00:01", "oriel")),
                false,
                true);
    }

    private SetConsolePassword open(ConsoleKind kind, String password, int seconds) {
        return new SetConsolePassword(command(), desktop.id(), kind, password, seconds);
    }

    private VmReport report(VmSpec vm) {
        return host.vms().stream()
                .filter(r -> r.id().equals(vm.id()))
                .findFirst()
                .orElseThrow();
    }

    private int port(VmSpec vm, ConsoleKind kind) {
        return report(vm).consoles().stream()
                .filter(c -> c.kind() == kind)
                .findFirst()
                .orElseThrow()
                .port();
    }

    private String serial(VmSpec vm) throws Exception {
        return Files.readString(state.resolve("serial").resolve(vm.id() + ".log"), StandardCharsets.ISO_8859_1);
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }

    private static void tell(String what, long since) {
        System.out.printf("%s: %d ms%n", what, (System.nanoTime() - since) / 1_000_000);
    }
}
