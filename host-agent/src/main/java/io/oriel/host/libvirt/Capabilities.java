package io.oriel.host.libvirt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine's qemu offers.
 *
 * @param accelerator KVM or TCG
 * @param spice whether VMs get a SPICE display beside VNC
 * @param video the graphics card whose text console is legible on both displays
 */
record Capabilities(Accelerator accelerator, boolean spice, String video) {
    private static final Logger log = LoggerFactory.getLogger(Capabilities.class);

    /** Best first: qxl draws SPICE's 2D commands; virtio and plain VGA are there in every qemu. */
    private static final List<String> CARDS = List.of("qxl", "virtio", "vga");

    /** Asks libvirt. */
    static Capabilities read(Hypervisor hypervisor, Accelerator wanted) throws LibvirtException {
        var accelerator = wanted.resolved();
        if (wanted == Accelerator.AUTO && accelerator == Accelerator.TCG) {
            log.atWarn()
                    .addKeyValue("accelerator", "tcg")
                    .log("no hardware virtualization on this machine: guests run several times slower");
        }
        return of(accelerator, domainCapabilities(hypervisor, accelerator.domainType()));
    }

    /** From libvirt's description of one domain type. */
    static Capabilities of(Accelerator accelerator, String xml) {
        var devices = Xml.parse(xml).child("devices");
        var graphics = devices.map(d -> values(d, "graphics", "type")).orElse(List.of());
        var models = devices.map(d -> values(d, "video", "modelType")).orElse(List.of());
        boolean spice = graphics.contains("spice");
        var card = CARDS.stream()
                .filter(models::contains)
                .filter(c -> spice || !c.equals("qxl"))
                .findFirst();
        return new Capabilities(accelerator, spice, card.orElse("vga"));
    }

    private static List<String> values(Xml devices, String device, String enumeration) {
        return devices.children(device).stream()
                .flatMap(d -> d.children("enum").stream())
                .filter(e -> e.attribute("name").equals(enumeration))
                .flatMap(e -> e.children("value").stream())
                .map(Xml::text)
                .toList();
    }

    private static String domainCapabilities(Hypervisor hypervisor, String type) throws LibvirtException {
        Pointer text = LibvirtCalls.LIBRARY.virConnectGetDomainCapabilities(
                hypervisor.pointer(), null, "x86_64", "q35", type, 0);
        if (text == null) {
            throw new HypervisorException(
                    HypervisorException.Code.MISSING_PACKAGE,
                    "libvirt knows no way to run an x86-64 guest of type '" + type
                            + "': install the package qemu-system-x86");
        }
        try {
            return text.getString(0, "UTF-8");
        } finally {
            Native.free(Pointer.nativeValue(text));
        }
    }
}
