package io.oriel.host.libvirt;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.guard.CommandCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A domain of whatever making in the words of a {@link VmSpec}, as far as there are words: an external domain may have
 * what we never give a VM. Looks at the markers of the storage domains its files lie in, else pure.
 */
final class SpecView {
    private static final long KIB_PER_MIB = 1024;

    private SpecView() {}

    static VmSpec of(String xml) {
        var domain = Xml.parse(xml);
        var devices = domain.child("devices").orElseGet(() -> Xml.root("devices"));
        var uuid =
                UUID.fromString(domain.child("uuid").map(Xml::text).orElse("").strip());
        var drives = devices.children("disk");
        return new VmSpec(
                new VmId(uuid),
                domain.child("title")
                        .or(() -> domain.child("name"))
                        .map(Xml::text)
                        .orElse(uuid.toString()),
                hardware(domain, devices),
                heads(devices),
                (int) number(domain.child("vcpu")),
                number(domain.child("memory")) / KIB_PER_MIB,
                drives.stream()
                        .filter(d -> !isCdrom(d))
                        .sorted(Comparator.comparingInt(SpecView::order))
                        .flatMap(d -> file(d).flatMap(SpecView::disk).stream())
                        .toList(),
                drives.stream()
                        .filter(SpecView::isCdrom)
                        .flatMap(d -> file(d).flatMap(SpecView::cd).stream())
                        .findFirst(),
                devices.children("interface").stream().flatMap(SpecView::nic).toList(),
                boot(domain, devices),
                false,
                devices.children("serial").stream()
                        .anyMatch(s -> s.attribute("type").equals("file")));
    }

    private static long number(Optional<Xml> element) {
        return element.map(e -> Long.parseLong(e.text().strip())).orElse(0L);
    }

    private static Hardware hardware(Xml domain, Xml devices) {
        var os = domain.child("os");
        boolean pcie = os.flatMap(o -> o.child("type"))
                .filter(t -> t.attribute("machine").contains("q35"))
                .isPresent();
        boolean windows = domain.child("clock")
                .filter(c -> c.attribute("offset").equals("localtime"))
                .isPresent();
        boolean tpm = devices.child("tpm").isPresent();
        if (!windows) {
            boolean virtio = devices.children("disk").stream()
                    .flatMap(d -> d.child("target").stream())
                    .anyMatch(t -> t.attribute("bus").equals("virtio"));
            return pcie || virtio ? Hardware.LINUX : Hardware.LINUX_OLD;
        }
        if (!pcie) {
            return Hardware.WINDOWS_OLD;
        }
        return tpm ? Hardware.WINDOWS_UEFI : Hardware.WINDOWS;
    }

    private static int heads(Xml devices) {
        int heads = devices.children("video").stream()
                .flatMap(v -> v.child("model").stream())
                .mapToInt(m -> m.attribute("heads").isEmpty() ? 1 : Integer.parseInt(m.attribute("heads")))
                .sum();
        return Math.clamp(heads, 1, 4);
    }

    private static boolean isCdrom(Xml drive) {
        return drive.attribute("device").equals("cdrom");
    }

    private static Optional<Path> file(Xml drive) {
        return drive.child("source")
                .map(s -> s.attribute("file"))
                .filter(f -> f.startsWith("/"))
                .map(Path::of);
    }

    private static Optional<DiskRef> disk(Path file) {
        return StorageContents.id(file.getFileName().toString())
                .filter(_ -> Storage.isImage(file))
                .flatMap(id -> Storage.holding(file).map(storage -> new DiskRef(storage, id)));
    }

    private static Optional<IsoRef> cd(Path file) {
        return Storage.holding(file)
                .map(storage -> new IsoRef(storage, file.getFileName().toString()))
                .filter(iso -> Storage.file(iso).equals(file));
    }

    private static Stream<NicSpec> nic(Xml card) {
        var mac = card.child("mac").map(m -> m.attribute("address")).orElse("");
        var source = card.child("source");
        var bridge = source.map(s -> s.attribute("bridge"))
                .filter(name -> card.attribute("type").equals("bridge") && !name.isEmpty());
        var vlan = card.at("vlan", "tag").map(tag -> Integer.parseInt(tag.attribute("id")));
        if (mac.isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(
                bridge.isPresent()
                        ? new NicSpec(mac, bridge.get(), bridge, vlan)
                        : new NicSpec(mac, CommandCheck.NETWORK));
    }

    private static int order(Xml device) {
        return device.child("boot")
                .map(b -> Integer.parseInt(b.attribute("order")))
                .orElse(Integer.MAX_VALUE);
    }

    /** An order stands either at the devices or, of older making, in the firmware's part. */
    private static Boot boot(Xml domain, Xml devices) {
        record Placed(int place, BootDevice device) {}
        var placed = new ArrayList<Placed>();
        devices.children("disk")
                .forEach(d -> placed.add(new Placed(order(d), isCdrom(d) ? BootDevice.CDROM : BootDevice.DISK)));
        devices.children("interface").forEach(i -> placed.add(new Placed(order(i), BootDevice.NETWORK)));
        var order = placed.stream()
                .filter(p -> p.place() < Integer.MAX_VALUE)
                .sorted(Comparator.comparingInt(Placed::place))
                .map(Placed::device)
                .distinct()
                .toList();
        if (order.isEmpty()) {
            order = domain.child("os").stream()
                    .flatMap(os -> os.children("boot").stream())
                    .flatMap(b -> device(b.attribute("dev")).stream())
                    .distinct()
                    .toList();
        }
        boolean menu = domain.at("os", "bootmenu")
                .filter(m -> m.attribute("enable").equals("yes"))
                .isPresent();
        return new Boot(order.isEmpty() ? List.of(BootDevice.DISK) : order, menu, false);
    }

    private static Optional<BootDevice> device(String word) {
        return switch (word) {
            case "hd" -> Optional.of(BootDevice.DISK);
            case "cdrom" -> Optional.of(BootDevice.CDROM);
            case "network" -> Optional.of(BootDevice.NETWORK);
            default -> Optional.empty();
        };
    }
}
