package io.oriel.host.libvirt;

import io.oriel.host.api.Boot;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** VMs and hosts for tests that run nothing. */
final class Machines {
    static final UUID ID = UUID.fromString("6f3e2f2c-6a0e-4a53-9d5e-0b8a4d1c7e11");
    static final StorageRef STORAGE = new StorageRef(ID, "/srv/oriel");
    static final NicSpec NIC = new NicSpec("52:54:00:00:00:01", "oriel");

    private Machines() {}

    static VmSpec desktop(String title) {
        return new VmSpec(new VmId(ID), title, 2, 256, List.of(new DiskRef(STORAGE, ID)), List.of(NIC), false, true);
    }

    /** A VM that differs from {@link #desktop} in what these parameters say. */
    static VmSpec with(Hardware hardware, int heads, Optional<IsoRef> cdrom, List<NicSpec> nics, Boot boot) {
        return new VmSpec(
                new VmId(ID),
                "demo-1",
                hardware,
                heads,
                2,
                2048,
                List.of(new DiskRef(STORAGE, ID)),
                cdrom,
                nics,
                boot,
                false,
                true);
    }

    static VmSpec plain(Hardware hardware) {
        return with(hardware, 1, Optional.empty(), List.of(NIC), Boot.FROM_DISK);
    }

    static List<Path> files(VmSpec spec) {
        return spec.disks().stream().map(Storage::file).toList();
    }

    /** A host with everything installed, as Debian 12 describes it. */
    static Capabilities rich(Accelerator accelerator) {
        boolean kvm = accelerator == Accelerator.KVM;
        return new Capabilities(
                accelerator,
                true,
                true,
                true,
                List.of("vga", "cirrus", "vmvga", "qxl", "virtio", "none", "bochs", "ramfb"),
                true,
                true,
                true,
                kvm
                        ? List.of(
                                "relaxed",
                                "vapic",
                                "spinlocks",
                                "vpindex",
                                "runtime",
                                "synic",
                                "stimer",
                                "reset",
                                "vendor_id",
                                "frequencies",
                                "reenlightenment",
                                "tlbflush",
                                "ipi",
                                "evmcs")
                        : List.of("spinlocks", "vendor_id"),
                List.of("Nehalem", "Penryn", "Westmere", "qemu64"),
                false);
    }

    /** A host with VNC only and nothing that has a package of its own. */
    static Capabilities poor(Accelerator accelerator) {
        return new Capabilities(
                accelerator,
                false,
                false,
                true,
                List.of("vga", "cirrus", "virtio"),
                false,
                false,
                false,
                List.of(),
                List.of("qemu64"),
                false);
    }

    static DomainXml.Surroundings here(Capabilities capabilities, NetworkMode mode, boolean tls, boolean leases) {
        return new DomainXml.Surroundings(
                "11111111-2222-3333-4444-555555555555",
                capabilities,
                mode,
                tls ? "10.0.0.5" : "127.0.0.1",
                tls,
                new SerialLogs(Path.of("/var/lib/oriel/serial")),
                new Seeds(ID),
                leases);
    }
}
