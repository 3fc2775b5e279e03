package io.oriel.host.contract;

import static io.oriel.host.contract.Subject.TOKEN;
import static io.oriel.host.contract.Subject.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.ConsoleCommand.SendKey;
import io.oriel.host.api.ConsoleCommand.SetConsolePassword;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.AttachDisk;
import io.oriel.host.api.EstateCommand.AttachNic;
import io.oriel.host.api.EstateCommand.ChangeCd;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DeleteDisk;
import io.oriel.host.api.EstateCommand.DetachDisk;
import io.oriel.host.api.EstateCommand.DetachNic;
import io.oriel.host.api.EstateCommand.FreezeGuest;
import io.oriel.host.api.EstateCommand.LockGuest;
import io.oriel.host.api.EstateCommand.LogOutGuest;
import io.oriel.host.api.EstateCommand.SetGuestTime;
import io.oriel.host.api.EstateCommand.ThawGuest;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Displays, hot-plug, the guest's agent. */
final class Devices {
    private static final String MAC = "52:54:00:00:00:02";
    private static final String PASSWORD = "abcdEFG1";
    private static final int KEY_A = 30;

    private Devices() {}

    static Stream<Behaviour> all() {
        return Stream.of(
                new Behaviour("displays", "a running VM has a screen, others have none", Devices::screens),
                new Behaviour("displays", "pressed keys reach the guest", Devices::keys),
                new Behaviour("displays", "a display lets nobody in until a password is set", Devices::closed),
                new Behaviour("displays", "a password opens its display, for a while", Devices::opens),
                new Behaviour("hot-plug", "a disk is plugged in, is in use, and is let go of", Devices::disks),
                new Behaviour("hot-plug", "another VM's disk is not plugged in", Devices::foreignDisk),
                new Behaviour("hot-plug", "a card is plugged in and let go of", Devices::cards),
                new Behaviour(
                        "hot-plug", "a CD is put in and taken out; one that is not there is refused", Devices::cds),
                new Behaviour("guest agent", "a guest tells its name, system and addresses", Devices::facts),
                new Behaviour("guest agent", "a frozen guest thaws when it is told to", Devices::freezes),
                new Behaviour("guest agent", "a frozen guest thaws by itself", Devices::thaws),
                new Behaviour("guest agent", "a guest's clock is set", Devices::time),
                new Behaviour("guest agent", "the sessions in a guest are locked", Devices::locks),
                new Behaviour("guest agent", "the sessions in a guest are ended", Devices::logsOut));
    }

    private static void screens(Subject subject) {
        var vm = subject.started("shows");
        var picture = subject.driver().host().screenshot(vm.id());
        if (picture.length == 0 && !subject.driver().hasGuests()) {
            throw new NotOffered("its picture is not one of a screen");
        }
        assertThat(new String(picture, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");
        subject.tidy();
        assertThat(subject.driver().host().screenshot(vm.id())).isEmpty();
    }

    private static void keys(Subject subject) throws Exception {
        var vm = subject.desktop();
        var before = subject.driver().host().screenshot(vm.id());
        for (int i = 0; i < 3; i++) {
            subject.done(new SendKey(command(), vm.id(), List.of(KEY_A)));
        }
        Subject.within(
                Subject.LONG,
                "the screen changes",
                () -> !Arrays.equals(before, subject.driver().host().screenshot(vm.id())));
        Subject.refused(Reason.INVALID, subject.run(new SendKey(command(), vm.id(), List.of(0x300))));
    }

    private static int vnc(Subject subject, VmSpec vm) {
        return subject.report(vm).consoles().stream()
                .filter(c -> c.kind() == ConsoleKind.VNC)
                .findFirst()
                .orElseThrow(() -> new NotOffered("it has no displays"))
                .port();
    }

    private static void closed(Subject subject) throws Exception {
        subject.needsGuests();
        var vm = subject.started("closed");
        int port = vnc(subject, vm);
        assertThat(port).isBetween(5900, 6923);
        assertThat(subject.driver().letsIn(port, PASSWORD)).isFalse();
        assertThat(subject.driver().letsIn(port, "")).isFalse();
    }

    private static void opens(Subject subject) throws Exception {
        subject.needsGuests();
        var vm = subject.started("opens");
        int port = vnc(subject, vm);
        subject.done(new SetConsolePassword(command(), vm.id(), ConsoleKind.VNC, PASSWORD, 10));
        assertThat(subject.driver().letsIn(port, PASSWORD)).isTrue();
        assertThat(subject.driver().letsIn(port, "abcdEFG2")).isFalse();
        subject.done(new SetConsolePassword(command(), vm.id(), ConsoleKind.VNC, PASSWORD, 1));
        Subject.within(
                Duration.ofSeconds(30), "it closes", () -> !subject.driver().letsIn(port, PASSWORD));
        Subject.refused(
                Reason.INVALID, subject.run(new SetConsolePassword(command(), vm.id(), ConsoleKind.VNC, PASSWORD, 11)));
    }

    private static void disks(Subject subject) throws Exception {
        var vm = subject.desktop();
        var disk = new DiskRef(subject.driver().storage(), UUID.randomUUID());
        subject.refused(Reason.NOT_FOUND, new AttachDisk(command(), Subject.TOKEN, vm.id(), disk));
        subject.done(new CreateDisk(command(), TOKEN, disk, Optional.empty(), 16 << 20));
        for (int i = 0; i < 2; i++) {
            subject.done(new AttachDisk(command(), TOKEN, vm.id(), disk));
        }
        subject.refused(Reason.BUSY, new DeleteDisk(command(), TOKEN, disk));
        for (int i = 0; i < 2; i++) {
            subject.done(new DetachDisk(command(), TOKEN, vm.id(), disk));
        }
        subject.done(new DeleteDisk(command(), TOKEN, disk));
    }

    private static void foreignDisk(Subject subject) throws Exception {
        var vm = subject.desktop();
        var other = subject.started("other");
        subject.refused(
                Reason.BUSY,
                new AttachDisk(command(), TOKEN, other.id(), vm.disks().getFirst()));
    }

    private static void cards(Subject subject) throws Exception {
        var vm = subject.desktop();
        for (int i = 0; i < 2; i++) {
            subject.done(new AttachNic(command(), TOKEN, vm.id(), new NicSpec(MAC, "oriel")));
        }
        for (int i = 0; i < 2; i++) {
            subject.done(new DetachNic(command(), TOKEN, vm.id(), MAC));
        }
    }

    private static void cds(Subject subject) throws Exception {
        subject.needsGuests();
        var vm = subject.started("reads");
        var storage = subject.driver().storage();
        var directory = Files.createDirectories(Path.of(storage.path(), "iso"));
        Files.write(directory.resolve("disc.iso"), new byte[1 << 16]);
        var disc = Optional.of(new IsoRef(storage, "disc.iso"));
        for (int i = 0; i < 2; i++) {
            subject.done(new ChangeCd(command(), TOKEN, vm.id(), disc));
        }
        for (int i = 0; i < 2; i++) {
            subject.done(new ChangeCd(command(), TOKEN, vm.id(), Optional.empty()));
        }
        subject.refused(
                Reason.NOT_FOUND,
                new ChangeCd(command(), TOKEN, vm.id(), Optional.of(new IsoRef(storage, "other.iso"))));
        subject.refused(
                Reason.INVALID,
                new ChangeCd(command(), TOKEN, vm.id(), Optional.of(new IsoRef(storage, "../disc.iso"))));
    }

    private static void facts(Subject subject) throws Exception {
        var vm = subject.desktop();
        Subject.within(Subject.LONG, "it tells of itself", () -> {
            var report = subject.report(vm);
            return report.guest().hostName().equals("desktop")
                    && !report.guest().kernel().isEmpty()
                    && !report.addresses().isEmpty();
        });
    }

    private static void freezes(Subject subject) throws Exception {
        var vm = subject.desktop();
        subject.done(new FreezeGuest(command(), TOKEN, vm.id(), Duration.ofMinutes(5)));
        subject.done(new ThawGuest(command(), TOKEN, vm.id()));
        subject.done(new ThawGuest(command(), TOKEN, vm.id()));
        subject.done(new SetGuestTime(command(), TOKEN, vm.id()));
    }

    private static void thaws(Subject subject) throws Exception {
        var vm = subject.desktop();
        subject.done(new FreezeGuest(command(), TOKEN, vm.id(), Duration.ofSeconds(1)));
        Subject.within(
                Subject.LONG,
                "its agent does other things again",
                () -> subject.run(new SetGuestTime(command(), TOKEN, vm.id())).equals(new Outcome.Done()));
        subject.done(new ThawGuest(command(), TOKEN, vm.id()));
    }

    private static void time(Subject subject) throws Exception {
        var vm = subject.desktop();
        subject.done(new SetGuestTime(command(), TOKEN, vm.id()));
    }

    private static void locks(Subject subject) throws Exception {
        var vm = subject.desktop();
        for (int i = 0; i < 2; i++) {
            subject.done(new LockGuest(command(), TOKEN, vm.id()));
        }
    }

    private static void logsOut(Subject subject) throws Exception {
        var vm = subject.desktop();
        for (int i = 0; i < 2; i++) {
            subject.done(new LogOutGuest(command(), TOKEN, vm.id()));
        }
    }
}
