package io.oriel.host.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.Heard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedHostTest {
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final Outcome DONE = new Outcome.Done();
    private static final String PASSWORD = "abcdEFG1";

    private final SettableClock clock = new SettableClock();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final SimulatedHost host = new SimulatedHost("h1", clock, scheduler, SimulatedTimes.none());
    private final Heard heard = new Heard();
    private final Queue<VmReport> changes = heard.changes;
    private final StorageRef storage = new StorageRef(UUID.randomUUID(), "/srv/oriel");
    private final DiskRef template = new DiskRef(storage, UUID.randomUUID());

    @BeforeEach
    void prepare() {
        host.listen(heard);
        assertThat(host.run(new PrepareStorage(command(), TOKEN, storage))).isEqualTo(DONE);
        assertThat(host.run(new CreateDisk(command(), TOKEN, template, Optional.empty(), 1 << 20)))
                .isEqualTo(DONE);
    }

    @AfterEach
    void close() {
        host.close();
        scheduler.shutdownNow();
    }

    @Test
    void anAgentStartedAgainFindsItsImages(@TempDir Path directory) {
        // Given
        var file = directory.resolve("disks");
        var clone = new DiskRef(storage, UUID.randomUUID());
        var gone = new DiskRef(storage, UUID.randomUUID());
        try (var before = SimulatedHost.remembering(file, scheduler)) {
            assertThat(before.run(new PrepareStorage(command(), TOKEN, storage)))
                    .isEqualTo(DONE);
            for (var disk : List.of(template, gone)) {
                assertThat(before.run(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 1 << 20)))
                        .isEqualTo(DONE);
            }
            assertThat(before.run(new DeleteDisk(command(), TOKEN, gone))).isEqualTo(DONE);
        }

        // When
        try (var after = SimulatedHost.remembering(file, scheduler)) {

            // Then
            assertThat(after.run(new CreateDisk(command(), TOKEN, clone, Optional.of(template), 0)))
                    .isEqualTo(DONE);
            assertThat(after.run(new CreateDisk(
                            command(), TOKEN, new DiskRef(storage, UUID.randomUUID()), Optional.of(gone), 0)))
                    .isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void aViewerSeesTheCardAndWhatItTypes() throws Exception {
        // Given
        var vm = started("demo-1");
        assertThat(host.run(open(vm, 10))).isEqualTo(DONE);
        try (var viewer = new RfbViewer(port(vm))) {
            assertThat(viewer.authenticate(PASSWORD)).isTrue();
            viewer.open();
            assertThat(viewer.name()).isEqualTo("demo-1");
            viewer.setEncodings(7, 16, 0, -223);
            var before = viewer.look(false).png();
            assertThat(before).isEqualTo(host.screenshot(vm.id()));

            // When
            viewer.cut("not typed");
            "Hello".chars().forEach(c -> press(viewer, c));
            press(viewer, 0xff08);

            // Then the screen is that of a VM in which "Hell" was typed
            var expected = TestCard.draw("demo-1", clock.instant(), "Hell").png();
            byte[] seen = before;
            while (!Arrays.equals(seen, expected)) {
                seen = viewer.look(true).png();
            }
            assertThat(host.screenshot(vm.id())).isEqualTo(expected);
            Files.write(Files.createDirectories(Path.of("target/screens")).resolve("test-card.png"), expected);
        }
    }

    @Test
    void pressedKeysAreTyped() {
        // Given
        var vm = started("demo-1");

        // When d, o, blank, 1
        for (int code : List.of(32, 24, 57, 2)) {
            assertThat(host.run(new SendKey(command(), vm.id(), List.of(code)))).isEqualTo(DONE);
        }

        // Then
        assertThat(host.screenshot(vm.id()))
                .isEqualTo(TestCard.draw("demo-1", clock.instant(), "do 1").png());
    }

    @Test
    void A26_nobodyListensUntilAPasswordIsSet() {
        // Given
        var vm = started("demo-1");

        // When, Then
        assertThatThrownBy(() -> new RfbViewer(port(vm))).isInstanceOf(IOException.class);
    }

    @Test
    void A26_wrongAndExpiredPasswordsAreRefused() throws Exception {
        // Given
        var vm = started("demo-1");
        host.run(open(vm, 10));
        try (var wrong = new RfbViewer(port(vm));
                var late = new RfbViewer(port(vm))) {
            // When
            boolean opensWithAnother = wrong.authenticate("abcdEFG2");
            clock.advance(Duration.ofSeconds(10));
            boolean opensLate = late.authenticate(PASSWORD);

            // Then
            assertThat(opensWithAnother).isFalse();
            assertThat(opensLate).isFalse();
        }
    }

    @Test
    void A26_oneConnectionHasOneTry() throws Exception {
        // Given a viewer that was refused
        var vm = started("demo-1");
        host.run(open(vm, 10));
        try (var viewer = new RfbViewer(port(vm))) {
            assertThat(viewer.authenticate("abcdEFG2")).isFalse();

            // When it tries again
            viewer.send(new byte[16]);

            // Then the rest is the reason and the end
            int length = 0;
            while (!viewer.isClosed()) {
                length++;
            }
            assertThat(length).isLessThan(64);
        }
    }

    @Test
    void otherPixelFormatsAreServed() throws Exception {
        // Given a viewer that wants its 32 bits the other way round
        var vm = started("demo-1");
        host.run(open(vm, 10));
        try (var viewer = new RfbViewer(port(vm))) {
            viewer.authenticate(PASSWORD);
            viewer.open();

            // When it asks for them most significant first, blue on top: what it reads backwards is red on top
            viewer.setPixelFormat(new PixelFormat(32, true, 255, 255, 255, 8, 16, 24));
            var seen = viewer.look(false);

            // Then
            assertThat(seen.png()).isEqualTo(host.screenshot(vm.id()));
        }
    }

    @Test
    void startingPublishesEachStep() throws Exception {
        // Given, When
        var vm = started("demo-1");
        scheduler.submit(() -> {}).get();

        // Then
        assertThat(changes).extracting(VmReport::power).containsOnly(VmPower.RUNNING);
        assertThat(changes).extracting(VmReport::guestAgent).containsExactly(false, true);
        assertThat(host.vms())
                .singleElement()
                .satisfies(r -> assertThat(r.addresses()).hasSize(1));
    }

    @Test
    void whatARealHostRefusesIsRefused() {
        // Given
        var running = started("demo-1");
        var absent = new DiskRef(storage, UUID.randomUUID());
        var elsewhere = new DiskRef(new StorageRef(UUID.randomUUID(), "/srv/oriel"), UUID.randomUUID());

        // When, Then
        assertThat(reason(host.run(
                        new DeleteDisk(command(), TOKEN, running.disks().getFirst()))))
                .isEqualTo(Reason.BUSY);
        assertThat(reason(host.run(new StartVm(command(), TOKEN, spec("x", absent)))))
                .isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(host.run(new StartVm(command(), TOKEN, spec("a\nb", template)))))
                .isEqualTo(Reason.INVALID);
        assertThat(reason(host.run(new CreateDisk(command(), TOKEN, elsewhere, Optional.empty(), 1))))
                .isEqualTo(Reason.NOT_OURS);
        assertThat(reason(host.run(new PrepareStorage(command(), TOKEN, elsewhere.storage()))))
                .isEqualTo(Reason.NOT_OURS);
        assertThat(reason(host.run(
                        new SetConsolePassword(command(), running.id(), ConsoleKind.SPICE, "a".repeat(32), 10))))
                .isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(host.run(new SetConsolePassword(command(), running.id(), ConsoleKind.VNC, PASSWORD, 11))))
                .isEqualTo(Reason.INVALID);
        assertThat(reason(host.run(
                        new SetConsolePassword(command(), new VmId(UUID.randomUUID()), ConsoleKind.VNC, PASSWORD, 10))))
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void A18_aFileThatIsNoPlainQcow2IsRefused(@TempDir Path directory) throws Exception {
        // Given something that is no plain qcow2
        var image = Files.write(directory.resolve("image"), new byte[4096]);

        // When
        var outcome = host.store(new DiskRef(storage, UUID.randomUUID()), image);

        // Then
        assertThat(reason(outcome)).isEqualTo(Reason.BAD_IMAGE);
    }

    @Test
    void shutDownAndDestroyedVmsAreGone() {
        // Given
        var vm = started("demo-1");

        // When
        var shutdown = host.run(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ofSeconds(30)));
        var again = host.run(new ShutdownVm(command(), TOKEN, vm.id(), Duration.ofSeconds(30)));
        var off = host.vms().getFirst();
        var destroyed = host.run(new DestroyVm(command(), TOKEN, vm.id()));

        // Then
        assertThat(List.of(shutdown, again, destroyed)).containsOnly(DONE);
        assertThat(off.power()).isEqualTo(VmPower.OFF);
        assertThat(off.consoles()).isEmpty();
        assertThat(host.vms()).isEmpty();
        assertThat(host.screenshot(vm.id())).isEmpty();
        assertThat(changes).last().extracting(VmReport::power).isEqualTo(VmPower.OFF);
    }

    @Test
    void hundredsOfVmsHaveTheirOwnPorts() {
        // Given, When
        var vms = IntStream.range(0, 300).mapToObj(i -> started("vm-" + i)).toList();

        // Then
        var ports = host.vms().stream().map(r -> r.consoles().getFirst().port()).toList();
        assertThat(ports).hasSize(vms.size()).doesNotHaveDuplicates().allMatch(p -> p >= 5900 && p <= 6923);
    }

    private VmSpec started(String title) {
        var disk = new DiskRef(storage, UUID.randomUUID());
        assertThat(host.run(new CreateDisk(command(), TOKEN, disk, Optional.of(template), 0)))
                .isEqualTo(DONE);
        var spec = spec(title, disk);
        assertThat(host.run(new StartVm(command(), TOKEN, spec))).isEqualTo(DONE);
        return spec;
    }

    private static VmSpec spec(String title, DiskRef disk) {
        return new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                1,
                128,
                new ArrayList<>(List.of(disk)),
                List.of(new NicSpec("52:54:00:00:00:01", "oriel")),
                false,
                false);
    }

    private SetConsolePassword open(VmSpec vm, int seconds) {
        return new SetConsolePassword(command(), vm.id(), ConsoleKind.VNC, PASSWORD, seconds);
    }

    private int port(VmSpec vm) {
        return host.vms().stream()
                .filter(r -> r.id().equals(vm.id()))
                .findFirst()
                .orElseThrow()
                .consoles()
                .getFirst()
                .port();
    }

    private static void press(RfbViewer viewer, int keysym) {
        try {
            viewer.press(keysym);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reason reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).reason();
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }
}
