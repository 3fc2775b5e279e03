package io.oriel.host.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VmSpecCheckTest {
    private static final StorageRef STORAGE = new StorageRef(UUID.randomUUID(), "/srv/oriel");
    private static final DiskRef DISK = new DiskRef(STORAGE, UUID.randomUUID());
    private static final NicSpec NIC = new NicSpec("52:54:00:00:00:01", "oriel");
    private static final Sketch GOOD =
            new Sketch("demo", 4, 64, 1_048_576, List.of(DISK), Optional.empty(), List.of(NIC), Boot.FROM_DISK);

    /** The parts of a VM that can be wrong. */
    private record Sketch(
            String title,
            int heads,
            int vcpus,
            long memoryMiB,
            List<DiskRef> disks,
            Optional<IsoRef> cdrom,
            List<NicSpec> nics,
            Boot boot) {

        Sketch titled(String other) {
            return new Sketch(other, heads, vcpus, memoryMiB, disks, cdrom, nics, boot);
        }

        Sketch sized(int heads, int vcpus, long memoryMiB) {
            return new Sketch(title, heads, vcpus, memoryMiB, disks, cdrom, nics, boot);
        }

        Sketch on(List<DiskRef> other) {
            return new Sketch(title, heads, vcpus, memoryMiB, other, cdrom, nics, boot);
        }

        Sketch reading(String iso) {
            return new Sketch(title, heads, vcpus, memoryMiB, disks, Optional.of(new IsoRef(STORAGE, iso)), nics, boot);
        }

        Sketch joined(NicSpec... other) {
            return new Sketch(title, heads, vcpus, memoryMiB, disks, cdrom, List.of(other), boot);
        }

        Sketch starting(BootDevice... order) {
            return new Sketch(
                    title, heads, vcpus, memoryMiB, disks, cdrom, nics, new Boot(List.of(order), false, false));
        }

        VmSpec spec() {
            return new VmSpec(
                    new VmId(UUID.randomUUID()),
                    title,
                    Hardware.LINUX,
                    heads,
                    vcpus,
                    memoryMiB,
                    disks,
                    cdrom,
                    nics,
                    boot,
                    false,
                    false);
        }
    }

    static Stream<Sketch> good() {
        return Stream.of(
                GOOD,
                GOOD.sized(1, 1, 16),
                GOOD.titled("<b>'\"&]]>"),
                GOOD.on(disks(24)),
                GOOD.reading("Windows 11 <x a='b'>&.iso"),
                GOOD.joined(),
                GOOD.joined(on("br0", 4094)),
                GOOD.starting(BootDevice.NETWORK, BootDevice.CDROM, BootDevice.DISK));
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatIsInItsRangePasses(Sketch sketch) {
        assertThat(CommandCheck.objection(sketch.spec())).isEmpty();
    }

    static Stream<Sketch> bad() {
        return Stream.of(
                GOOD.titled(" "),
                GOOD.titled("x".repeat(256)),
                GOOD.titled("two\nlines"),
                GOOD.sized(0, 1, 16),
                GOOD.sized(5, 1, 16),
                GOOD.sized(1, 0, 16),
                GOOD.sized(1, 65, 16),
                GOOD.sized(1, 1, 15),
                GOOD.sized(1, 1, 1_048_577),
                GOOD.on(List.of()),
                GOOD.on(disks(25)),
                GOOD.on(List.of(DISK, DISK)),
                GOOD.on(List.of(new DiskRef(new StorageRef(UUID.randomUUID(), "/srv/../etc"), UUID.randomUUID()))),
                GOOD.on(List.of(new DiskRef(new StorageRef(UUID.randomUUID(), "/srv/\u0001"), UUID.randomUUID()))),
                GOOD.reading("../setup.iso"),
                GOOD.reading(".."),
                GOOD.reading(""),
                GOOD.reading("a\u0000b.iso"),
                GOOD.joined(NIC, NIC),
                GOOD.joined(new NicSpec("52-54-00-00-00-01", "oriel")),
                GOOD.joined(new NicSpec("53:54:00:00:00:01", "oriel")),
                GOOD.joined(new NicSpec("52:54:00:00:00:01", "office")),
                GOOD.joined(new NicSpec("52:54:00:00:00:01", "oriel", Optional.empty(), Optional.of(3))),
                GOOD.joined(on("br0", 0)),
                GOOD.joined(on("br0", 4095)),
                GOOD.joined(on("a-name-of-16-let", 1)),
                GOOD.joined(on("br0'/><source", 1)),
                GOOD.joined(on("../br0", 1)),
                GOOD.starting(),
                GOOD.starting(BootDevice.DISK, BootDevice.DISK),
                GOOD.joined().starting(BootDevice.NETWORK));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void A20_whatIsNotIsRefused(Sketch sketch) {
        assertThat(CommandCheck.objection(sketch.spec()))
                .hasValueSatisfying(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Refused.class,
                                r -> assertThat(r.reason()).isEqualTo(Reason.INVALID)));
    }

    @Test
    void aRefusalSaysTheRange() {
        assertThat(CommandCheck.objection(GOOD.sized(9, 1, 16).spec()))
                .hasValueSatisfying(outcome -> assertThat(((Outcome.Refused) outcome).message())
                        .contains("1 to 4")
                        .contains("9"));
    }

    private static List<DiskRef> disks(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> new DiskRef(STORAGE, UUID.randomUUID()))
                .toList();
    }

    private static NicSpec on(String bridge, int vlan) {
        return new NicSpec("52:54:00:00:00:02", "office", Optional.of(bridge), Optional.of(vlan));
    }
}
