package io.oriel.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.host.Needs;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand.SendKey;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CancelMigration;
import io.oriel.host.api.EstateCommand.CreateSnapshot;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.MigrateVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import io.oriel.host.libvirt.GuestImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Running VMs change hosts: two hosts with a libvirtd each, in network namespaces joined by a cable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationTest {
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final Outcome DONE = new Outcome.Done();
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final String ONE = "olife-h1";
    private static final String TWO = "olife-h2";

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel test", Clock.systemUTC());
    private final UUID installation = UUID.randomUUID();
    private final List<NamespacedHost> hosts = new ArrayList<>();
    private Path directory;
    private StorageRef storage;
    private NamespacedHost one;
    private NamespacedHost two;
    private VmSpec vm;

    @BeforeAll
    void connectTwoHosts() throws Exception {
        var able = "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/sbin/libvirtd"));
        if (!able) {
            Needs.abort("libvirt", "migration needs root, libvirtd and network namespaces");
        }
        directory = Files.createTempDirectory("oriel-m");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        leaveNoNamespace();
        shell("ip netns add " + ONE + " && ip netns add " + TWO);
        shell("ip link add olife0 netns " + ONE + " type veth peer name olife0 netns " + TWO);
        one = host(ONE, "10.78.0.11", authority);
        two = host(TWO, "10.78.0.12", authority);
        storage = new StorageRef(UUID.randomUUID(), directory + "/storage");
        assertThat(one.run(new PrepareStorage(command(), TOKEN, storage))).isEqualTo(DONE);
        vm = booted("mover");
    }

    private NamespacedHost host(String namespace, String address, CertificateAuthority trusted) throws Exception {
        shell("ip -n %1$s addr add %2$s/24 dev olife0 && ip -n %1$s link set olife0 up && ip -n %1$s link set lo up"
                .formatted(namespace, address));
        var state = Files.createDirectories(directory.resolve(namespace));
        var host = new NamespacedHost(namespace, address, state, installation, trusted);
        hosts.add(host);
        return host;
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        for (var host : hosts) {
            host.close();
        }
        leaveNoNamespace();
        if (directory != null) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void leaveNoNamespace() throws Exception {
        shell("ip netns del " + ONE + " 2>/dev/null; ip netns del " + TWO + " 2>/dev/null; true");
    }

    @Test
    void aRunningVmMovesThereAndBack() throws Exception {
        // Given a guest that counts
        type("while sleep 1; do echo tick; done\n");
        within(BOOT, "the guest counts", () -> ticks() > 2);

        // When
        var there = command();
        assertThat(one.run(new MigrateVm(there, TOKEN, vm.id(), to(two), MigrationLimits.DEFAULT)))
                .isEqualTo(DONE);

        // Then it runs there, and here nobody says that it ended
        within(
                BOOT,
                "it runs on the other host",
                () -> two.last(vm.id())
                        .filter(r -> r.power() == VmPower.RUNNING && r.ours())
                        .isPresent());
        assertThat(one.changes).noneMatch(r -> r.id().equals(vm.id()) && r.power() == VmPower.OFF);
        assertThat(two.changes).noneMatch(r -> r.id().equals(vm.id()) && r.power() == VmPower.PAUSED);
        assertThat(one.progress).extracting(HostEvent.Progress::command).containsOnly(there);
        assertThat(one.progress).extracting(HostEvent.Progress::percent).isSorted();
        var before = ticks();
        within(BOOT, "the guest counts on", () -> ticks() > before + 2);
        assertThat(two.last(vm.id()).orElseThrow().consoles()).hasSize(2).allMatch(c -> c.tls());

        // When, Then it comes back
        assertThat(two.run(new MigrateVm(
                        command(),
                        TOKEN,
                        vm.id(),
                        to(one),
                        new MigrationLimits(64, Duration.ofMillis(500), Duration.ofMinutes(2), false))))
                .isEqualTo(DONE);
        var back = ticks();
        within(BOOT, "the guest counts at home", () -> ticks() > back + 2);
        assertThat(serial(vm).split("BOOTED", -1)).hasSize(2);
    }

    @Test
    void aCalledOffMigrationLeavesTheVmWhereItIs() throws Exception {
        // Given a migration that would take minutes
        var slow = new MigrationLimits(1, Duration.ofMillis(10), Duration.ofMinutes(5), false);
        var stayer = booted("stayer");
        var moving = command();
        var end = one.begin(new MigrateVm(moving, TOKEN, stayer.id(), to(two), slow));
        within(
                BOOT,
                "it is under way",
                () -> one.progress.stream().anyMatch(p -> p.command().equals(moving) && p.percent() > 0));

        // When
        assertThat(one.run(new CancelMigration(command(), TOKEN, stayer.id()))).isEqualTo(DONE);

        // Then
        assertThat(end.get(1, TimeUnit.MINUTES))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("called off"));
        assertThat(one.last(stayer.id()).orElseThrow().power()).isEqualTo(VmPower.RUNNING);
        assertThat(two.last(stayer.id())).isEmpty();

        // When its time is over, Then it stays too
        var late = new MigrationLimits(1, Duration.ofMillis(10), Duration.ofSeconds(2), false);
        assertThat(one.run(new MigrateVm(command(), TOKEN, stayer.id(), to(two), late)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("within 2 s"));
        assertThat(one.run(new CancelMigration(command(), TOKEN, stayer.id()))).isEqualTo(DONE);
        assertThat(one.run(new DestroyVm(command(), TOKEN, stayer.id()))).isEqualTo(DONE);
    }

    @Test
    void aVmWithASnapshotMovesByPostCopyWhereThatIsPossible() throws Exception {
        // Given
        var keeper = booted("keeper");
        assertThat(one.run(new CreateSnapshot(command(), TOKEN, keeper.id(), UUID.randomUUID())))
                .isEqualTo(DONE);

        // When
        var outcome = one.run(new MigrateVm(
                command(),
                TOKEN,
                keeper.id(),
                to(two),
                new MigrationLimits(0, Duration.ofMillis(300), Duration.ofMinutes(2), true)));

        // Then
        assertThat(outcome).isEqualTo(DONE);
        within(
                BOOT,
                "it runs on the other host",
                () -> two.last(keeper.id())
                        .filter(r -> r.power() == VmPower.RUNNING)
                        .isPresent());
        assertThat(two.run(new DestroyVm(command(), TOKEN, keeper.id()))).isEqualTo(DONE);
    }

    @Test
    void A28_aHostThatIsNotTheOneNamedGetsNoMemory() throws Exception {
        // Given
        var wary = booted("wary");

        // When the right address is said to be somebody else
        var outcome = one.run(new MigrateVm(
                command(),
                TOKEN,
                wary.id(),
                new MigrationTarget(new HostId(UUID.randomUUID()), two.address),
                MigrationLimits.DEFAULT));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("cannot agree on TLS"));
        assertThat(one.last(wary.id()).orElseThrow().power()).isEqualTo(VmPower.RUNNING);
        assertThat(two.last(wary.id())).isEmpty();
        assertThat(one.run(new DestroyVm(command(), TOKEN, wary.id()))).isEqualTo(DONE);
    }

    private static MigrationTarget to(NamespacedHost host) {
        return new MigrationTarget(host.id, host.address);
    }

    private VmSpec booted(String title) throws Exception {
        var disk = new DiskRef(storage, UUID.randomUUID());
        // two hosts on one machine share the file, as they would by NFS
        Files.copy(GuestImage.built(), Path.of(storage.path()).resolve("images").resolve(disk.disk() + ".qcow2"));
        var spec = new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                1,
                128,
                List.of(disk),
                List.of(new NicSpec("52:54:00:00:00:0" + (1 + hosts.size()), "oriel")),
                false,
                true);
        assertThat(one.run(new StartVm(command(), TOKEN, spec))).isEqualTo(DONE);
        within(BOOT, "BOOTED in the serial log", () -> serial(spec).contains("BOOTED " + title));
        return spec;
    }

    private void type(String text) throws Exception {
        var keys = "  1234567890-= \tqwertyuiop[]\n asdfghjkl;'`  zxcvbnm,./    ";
        for (char letter : text.toCharArray()) {
            assertThat(one.run(new SendKey(command(), vm.id(), List.of(letter == ' ' ? 57 : keys.indexOf(letter)))))
                    .isEqualTo(DONE);
        }
    }

    private int ticks() throws IOException {
        return serial(vm).split("\ntick", -1).length - 1;
    }

    private String serial(VmSpec of) throws IOException {
        return Files.readString(
                directory.resolve(ONE).resolve("serial").resolve(of.id() + ".log"), StandardCharsets.ISO_8859_1);
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }

    private static void shell(String script) throws Exception {
        var process = new ProcessBuilder("sh", "-c", script).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(script).isTrue();
        assertThat(process.exitValue()).as(script).isZero();
    }

    private static void within(Duration time, String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        var never = new CountDownLatch(1);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("not within " + time + ": " + what).isLessThan(deadline);
            assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
