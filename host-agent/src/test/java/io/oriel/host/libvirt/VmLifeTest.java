package io.oriel.host.libvirt;

import static io.oriel.host.libvirt.RealHost.BOOT;
import static io.oriel.host.libvirt.RealHost.DONE;
import static io.oriel.host.libvirt.RealHost.TOKEN;
import static io.oriel.host.libvirt.RealHost.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.ConsoleCommand.SendKey;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.AttachDisk;
import io.oriel.host.api.EstateCommand.AttachNic;
import io.oriel.host.api.EstateCommand.CreateSnapshot;
import io.oriel.host.api.EstateCommand.DeleteSnapshot;
import io.oriel.host.api.EstateCommand.DetachDisk;
import io.oriel.host.api.EstateCommand.DetachNic;
import io.oriel.host.api.EstateCommand.FreezeGuest;
import io.oriel.host.api.EstateCommand.MigrateVm;
import io.oriel.host.api.EstateCommand.PauseVm;
import io.oriel.host.api.EstateCommand.RebootVm;
import io.oriel.host.api.EstateCommand.ResetVm;
import io.oriel.host.api.EstateCommand.ResumeVm;
import io.oriel.host.api.EstateCommand.RevertSnapshot;
import io.oriel.host.api.EstateCommand.SetGuestTime;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.EstateCommand.SuspendVm;
import io.oriel.host.api.EstateCommand.ThawGuest;
import io.oriel.host.api.HostId;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Everything a running VM may be told, on real libvirt and qemu. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VmLifeTest {
    private static final String MAC = "52:54:00:00:00:02";

    private RealHost real;
    private VmSpec vm;

    @BeforeAll
    void boot() throws Exception {
        real = new RealHost();
        vm = real.booted("life-1");
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        if (real != null) {
            real.close();
        }
    }

    @Test
    void aPausedVmStandsStillUntilItIsResumed() throws Exception {
        // When
        assertThat(real.run(new PauseVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);

        // Then, and twice is once
        assertThat(real.power(vm)).isEqualTo(VmPower.PAUSED);
        assertThat(real.run(new PauseVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        Eventually.within(
                Duration.ofSeconds(20),
                "the pause is told",
                () -> real.heard.changes.stream().anyMatch(r -> r.power() == VmPower.PAUSED));
        assertThat(real.run(new ResumeVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        assertThat(real.run(new ResumeVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        assertThat(real.power(vm)).isEqualTo(VmPower.RUNNING);
    }

    @Test
    void aVmGoesOnWhereItWasAfterSuspendToDisk() throws Exception {
        // Given a word on its screen that no new start would show
        type("zorn");
        var before = occurrences("BOOTED");

        // When
        assertThat(real.run(new SuspendVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        assertThat(real.power(vm)).isEqualTo(VmPower.SAVED);
        assertThat(real.run(new SuspendVm(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        assertThat(real.run(new StartVm(command(), TOKEN, vm))).isEqualTo(DONE);

        // Then
        assertThat(real.power(vm)).isEqualTo(VmPower.RUNNING);
        type("horn");
        assertThat(occurrences("BOOTED")).isEqualTo(before);
    }

    @Test
    void aDiskAndACardComeAndGo() throws Exception {
        // Given a guest whose agent runs: it is up
        Eventually.within(BOOT, "the agent", () -> real.report(vm).guestAgent());
        var disk = real.emptyDisk();
        var file = Storage.file(disk).toString();

        // When
        assertThat(real.run(new AttachDisk(command(), TOKEN, vm.id(), disk))).isEqualTo(DONE);
        assertThat(real.run(new AttachDisk(command(), TOKEN, vm.id(), disk))).isEqualTo(DONE);
        assertThat(real.run(new AttachNic(command(), TOKEN, vm.id(), new NicSpec(MAC, "oriel"))))
                .isEqualTo(DONE);
        assertThat(real.run(new AttachNic(command(), TOKEN, vm.id(), new NicSpec(MAC, "oriel"))))
                .isEqualTo(DONE);

        // Then the guest lets go of them
        assertThat(real.run(new EstateCommand.DeleteDisk(command(), TOKEN, disk)))
                .as("in use: " + file)
                .isInstanceOf(Outcome.Refused.class);
        assertThat(real.run(new DetachDisk(command(), TOKEN, vm.id(), disk))).isEqualTo(DONE);
        assertThat(real.run(new DetachDisk(command(), TOKEN, vm.id(), disk))).isEqualTo(DONE);
        assertThat(real.run(new DetachNic(command(), TOKEN, vm.id(), MAC))).isEqualTo(DONE);
        assertThat(real.run(new DetachNic(command(), TOKEN, vm.id(), MAC))).isEqualTo(DONE);
        assertThat(real.run(new EstateCommand.DeleteDisk(command(), TOKEN, disk)))
                .isEqualTo(DONE);
    }

    @Test
    void aDiskOfARunningVmCannotBePluggedIntoAnother() throws Exception {
        // Given
        var other = real.started("life-2");

        // When
        var outcome =
                real.run(new AttachDisk(command(), TOKEN, other.id(), vm.disks().getFirst()));

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Outcome.Reason.BUSY);
            assertThat(refused.message()).contains("locked");
        });
        assertThat(real.run(new EstateCommand.DestroyVm(command(), TOKEN, other.id())))
                .isEqualTo(DONE);
    }

    @Test
    void aSnapshotBringsBackWhatWasThere() throws Exception {
        // Given
        var other = real.booted("life-3");
        var snapshot = UUID.randomUUID();
        assertThat(real.run(new CreateSnapshot(command(), TOKEN, other.id(), snapshot)))
                .isEqualTo(DONE);
        assertThat(real.run(new CreateSnapshot(command(), TOKEN, other.id(), snapshot)))
                .isEqualTo(DONE);
        assertThat(real.run(new EstateCommand.ShutdownVm(command(), TOKEN, other.id(), Duration.ZERO)))
                .isEqualTo(DONE);

        // When
        var outcome = real.run(new RevertSnapshot(command(), TOKEN, other.id(), snapshot));

        // Then it runs again, from memory
        assertThat(outcome).isEqualTo(DONE);
        assertThat(real.power(other)).isEqualTo(VmPower.RUNNING);
        assertThat(real.run(new DeleteSnapshot(command(), TOKEN, other.id(), snapshot)))
                .isEqualTo(DONE);
        assertThat(real.run(new DeleteSnapshot(command(), TOKEN, other.id(), snapshot)))
                .isEqualTo(DONE);
        assertThat(real.run(new RevertSnapshot(command(), TOKEN, other.id(), snapshot)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.NOT_FOUND));
        assertThat(real.run(new EstateCommand.DestroyVm(command(), TOKEN, other.id())))
                .isEqualTo(DONE);
    }

    @Test
    void theGuestTellsOfItselfAndIsFrozenForAWhile() throws Exception {
        // Given
        Eventually.within(
                BOOT,
                "the guest's own words",
                () -> !real.report(vm).guest().hostName().isEmpty());
        assertThat(real.report(vm).guest().hostName()).isEqualTo("life-1");
        assertThat(real.report(vm).guest().kernel()).isNotEmpty();
        Eventually.within(
                BOOT, "its address", () -> !real.report(vm).addresses().isEmpty());

        // When, Then
        assertThat(real.run(new SetGuestTime(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        assertThat(real.run(new FreezeGuest(command(), TOKEN, vm.id(), Duration.ofSeconds(2))))
                .isEqualTo(DONE);
        var note = real.state.resolve("frozen").resolve(vm.id().toString());
        assertThat(note).exists();
        Eventually.within(Duration.ofSeconds(30), "it thawed by itself", () -> !Files.exists(note));
        assertThat(real.run(new FreezeGuest(command(), TOKEN, vm.id(), Duration.ofMinutes(5))))
                .isEqualTo(DONE);
        assertThat(real.run(new ThawGuest(command(), TOKEN, vm.id()))).isEqualTo(DONE);
        assertThat(note).doesNotExist();
    }

    @Test
    void aGuestRestartsOnItsOwnOrIsReset() throws Exception {
        // Given
        var other = real.booted("life-4");

        // When
        long begun = System.nanoTime();
        assertThat(real.run(new RebootVm(command(), TOKEN, other.id(), Duration.ofSeconds(120))))
                .isEqualTo(DONE);

        // Then long before anybody would have forced it
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(100));
        Eventually.within(BOOT, "a second start", () -> occurrences(other, "BOOTED life-4") == 2);
        assertThat(real.run(new ResetVm(command(), TOKEN, other.id()))).isEqualTo(DONE);
        Eventually.within(BOOT, "a third start", () -> occurrences(other, "BOOTED life-4") == 3);
        assertThat(real.run(new EstateCommand.DestroyVm(command(), TOKEN, other.id())))
                .isEqualTo(DONE);
    }

    @Test
    void whatIsNotThereIsRefusedAndNamed() {
        // Given
        var nobody = new VmId(UUID.randomUUID());

        // When
        var outcomes = Stream.of(
                        new ResetVm(command(), TOKEN, nobody),
                        new PauseVm(command(), TOKEN, nobody),
                        new ResumeVm(command(), TOKEN, nobody),
                        new SuspendVm(command(), TOKEN, nobody),
                        new RebootVm(command(), TOKEN, nobody, Duration.ofSeconds(1)),
                        new ThawGuest(command(), TOKEN, nobody),
                        new CreateSnapshot(command(), TOKEN, nobody, UUID.randomUUID()),
                        new DetachNic(command(), TOKEN, nobody, MAC))
                .map(real::run)
                .toList();

        // Then
        assertThat(outcomes)
                .allSatisfy(o -> assertThat(o).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Outcome.Reason.NOT_FOUND);
                    assertThat(refused.message()).contains(nobody.toString());
                }));
    }

    @Test
    void aHostThatListensOnLoopbackMovesNothing() {
        // When
        var outcome = real.run(new MigrateVm(
                command(),
                TOKEN,
                vm.id(),
                new MigrationTarget(new HostId(UUID.randomUUID()), "10.78.0.12"),
                MigrationLimits.DEFAULT));

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(real.power(vm)).isEqualTo(VmPower.RUNNING);
    }

    private void type(String word) throws Exception {
        // the keys of these letters, as Linux codes
        var letters = "qwertyuiop    asdfghjkl     zxcvbnm";
        for (char letter : word.toCharArray()) {
            press(16 + letters.indexOf(letter));
        }
        press(28);
        Eventually.within(Duration.ofSeconds(30), word, () -> real.serial(vm).contains(word));
    }

    private void press(int key) {
        assertThat(real.host().run(new SendKey(command(), vm.id(), List.of(key))))
                .isEqualTo(DONE);
    }

    private long occurrences(String word) throws Exception {
        return occurrences(vm, word);
    }

    private long occurrences(VmSpec of, String word) throws Exception {
        return real.serial(of).split(word, -1).length - 1;
    }
}
