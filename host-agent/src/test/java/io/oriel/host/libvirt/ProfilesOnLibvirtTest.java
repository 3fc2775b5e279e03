package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.Needs;
import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real libvirt takes every kind of hardware in its largest size. Nothing is started: this machine has no terabyte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfilesOnLibvirtTest {
    private Path state;
    private HypervisorConnection connection;
    private Capabilities capabilities;

    @BeforeAll
    void connect() throws Exception {
        state = Files.createTempDirectory("oriel-prof");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        var settings = new LibvirtSettings(
                UUID.randomUUID(), state, Accelerator.AUTO, "127.0.0.1", state.resolve("display.pem"));
        try {
            connection = HypervisorConnection.open(settings, _ -> {}, () -> {});
        } catch (HypervisorException e) {
            connection = Needs.abort("libvirt", "there is no libvirt with qemu here: " + e.getMessage());
        }
        capabilities = connection.call(h -> Capabilities.read(h, Accelerator.AUTO));
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        if (connection != null) {
            connection.stopOwnDaemon();
        }
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Hardware.class)
    void theLargestOfEachKindIsTaken(Hardware hardware) throws Exception {
        // Given 64 processors, a terabyte, a full set of disks, and as many screens as the kind draws
        var machine = Machine.of(hardware);
        int heads = Machine.MANY_HEADED.contains(capabilities.video(hardware)) ? 4 : 1;
        var spec = largest(hardware, heads, machine.diskBus().equals("ide") ? 3 : 24);
        var refusal = HardwareCheck.objection(spec, capabilities, Bridges.ofThisMachine());
        if (refusal.isPresent()) {
            // then the host lacks a package, which the refusal names
            assertThat(machine.uefi()).isTrue();
            assertThat(((Outcome.Refused) refusal.get()).message()).containsAnyOf("ovmf", "swtpm");
            Needs.abort("ovmf", hardware + " cannot be defined on this machine: " + refusal.get());
        }
        var here = Machines.here(capabilities, NetworkMode.USER, false, connection.hasOwnDaemon());

        // When libvirt is told
        var seen = Xml.parse(connection.call(h -> {
            var domain = h.domainDefineXML(DomainXml.of(spec, Machines.files(spec), here));
            try {
                return domain.getXMLDesc(0);
            } finally {
                domain.undefine(1 << 2);
                domain.free();
            }
        }));

        // Then it has all of it
        assertThat(seen.child("vcpu").orElseThrow().text()).isEqualTo("64");
        assertThat(seen.child("memory").orElseThrow().text()).isEqualTo("1073741824");
        assertThat(seen.all("disk")).hasSize(spec.disks().size() + 1);
        assertThat(seen.all("video").stream()
                        .mapToInt(v -> Integer.parseInt(
                                "0" + v.at("model").orElseThrow().attribute("heads")))
                        .sum())
                .isEqualTo(heads);
        assertThat(seen.all("tpm")).hasSize(machine.uefi() ? 1 : 0);
        assertThat(seen.all("lease"))
                .hasSize(connection.hasOwnDaemon() ? spec.disks().size() : 0);
    }

    @Test
    void A20_namesWithMarkupStayNames() throws Exception {
        // Given
        var storage = new StorageRef(Machines.ID, "/srv/<disk a='b'>&amp;");
        var spec = new VmSpec(
                new VmId(UUID.randomUUID()),
                "</title><devices>\"'&",
                Hardware.LINUX,
                1,
                1,
                64,
                List.of(new DiskRef(storage, Machines.ID)),
                Optional.of(new IsoRef(storage, "a\"><x>.iso")),
                List.of(),
                Boot.FROM_DISK,
                false,
                false);
        var here = Machines.here(capabilities, NetworkMode.USER, false, connection.hasOwnDaemon());

        // When libvirt reads, keeps and writes them
        var seen = Xml.parse(connection.call(h -> {
            var domain = h.domainDefineXML(DomainXml.of(spec, Machines.files(spec), here));
            try {
                return domain.getXMLDesc(0);
            } finally {
                domain.undefine(0);
                domain.free();
            }
        }));

        // Then
        assertThat(seen.child("title").orElseThrow().text()).isEqualTo(spec.title());
        assertThat(seen.all("source"))
                .extracting(s -> s.attribute("file"))
                .contains(
                        "/srv/<disk a='b'>&amp;/images/" + Machines.ID + ".qcow2",
                        "/srv/<disk a='b'>&amp;/iso/a\"><x>.iso");
    }

    private static VmSpec largest(Hardware hardware, int heads, int disks) {
        return new VmSpec(
                new VmId(UUID.randomUUID()),
                "largest " + hardware,
                hardware,
                heads,
                64,
                1_048_576,
                IntStream.range(0, disks)
                        .mapToObj(_ -> new DiskRef(Machines.STORAGE, UUID.randomUUID()))
                        .toList(),
                Optional.of(new IsoRef(Machines.STORAGE, "setup.iso")),
                List.of(Machines.NIC),
                new Boot(List.of(BootDevice.CDROM, BootDevice.DISK, BootDevice.NETWORK), true, false),
                false,
                true);
    }
}
