package io.oriel.host.libvirt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.oriel.host.api.Hardware;
import java.util.List;
import java.util.stream.Stream;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine's qemu offers.
 *
 * @param accelerator KVM or TCG
 * @param spice whether VMs get a SPICE display beside VNC
 * @param usbRedirection whether a SPICE client can lend its USB devices
 * @param vncClipboard whether a VNC display can reach a guest's clipboard
 * @param videoModels libvirt's names of the graphics cards
 * @param uefi whether firmware for UEFI is installed
 * @param secureBoot whether that firmware checks what it starts
 * @param tpm whether a TPM can be emulated
 * @param hyperv libvirt's names of the Hyper-V enlightenments
 * @param cpuModels libvirt's names of the processors that guests can have here
 * @param bridgeVlan whether libvirt can tag a guest's traffic on a bridge of the kernel's
 */
record Capabilities(
        Accelerator accelerator,
        boolean spice,
        boolean usbRedirection,
        boolean vncClipboard,
        List<String> videoModels,
        boolean uefi,
        boolean secureBoot,
        boolean tpm,
        List<String> hyperv,
        List<String> cpuModels,
        boolean bridgeVlan) {
    private static final Logger log = LoggerFactory.getLogger(Capabilities.class);
    private static final String VGA = "vga";

    /** The first libvirt that tags on the kernel's bridges. */
    private static final long TAGS_ON_BRIDGES = 11_000_000;

    Capabilities {
        videoModels = List.copyOf(videoModels);
        hyperv = List.copyOf(hyperv);
        cpuModels = List.copyOf(cpuModels);
    }

    /** Asks libvirt. */
    static Capabilities read(Hypervisor hypervisor, Accelerator wanted) throws LibvirtException {
        var accelerator = wanted.resolved();
        if (wanted == Accelerator.AUTO && accelerator == Accelerator.TCG) {
            log.atWarn()
                    .addKeyValue("accelerator", "tcg")
                    .log("no hardware virtualization on this machine: guests run several times slower");
        }
        var capabilities = of(
                accelerator,
                domainCapabilities(hypervisor, accelerator.domainType()),
                vncClipboard(hypervisor, accelerator.domainType()),
                hypervisor.getLibVirVersion() >= TAGS_ON_BRIDGES);
        if (!capabilities.spice()) {
            log.atWarn()
                    .log("this machine's qemu has no SPICE: VMs get VNC displays only. "
                            + "Install the package qemu-system-modules-spice where there is one");
        }
        return capabilities;
    }

    /** From libvirt's description of one domain type. */
    static Capabilities of(Accelerator accelerator, String xml, boolean vncClipboard, boolean bridgeVlan) {
        var domain = Xml.parse(xml);
        var firmware = values(domain, "firmware", "os");
        return new Capabilities(
                accelerator,
                values(domain, "type", "devices", "graphics").contains("spice"),
                values(domain, "bus", "devices", "redirdev").contains("usb"),
                vncClipboard,
                values(domain, "modelType", "devices", "video"),
                firmware.contains("efi"),
                values(domain, "secure", "os", "loader").contains("yes"),
                values(domain, "backendModel", "devices", "tpm").contains("emulator"),
                values(domain, "features", "features", "hyperv"),
                cpuModels(domain),
                bridgeVlan);
    }

    /** The graphics card of a desktop Linux. */
    String video() {
        return video(Hardware.LINUX);
    }

    /** The best graphics card there is for a kind of hardware. */
    String video(Hardware hardware) {
        return Machine.of(hardware).cards().stream()
                .filter(videoModels::contains)
                .filter(card -> spice || !card.equals("qxl"))
                .findFirst()
                .orElse(VGA);
    }

    /** Not every libvirt's description names this device (9.0's does not), so it is asked to translate a domain that has it. */
    private static boolean vncClipboard(Hypervisor hypervisor, String domainType) {
        var domain = Xml.root("domain").with("type", domainType);
        domain.add("name").text("probe");
        domain.add("memory").with("unit", "MiB").text("16");
        domain.add("os")
                .add("type")
                .with("arch", "x86_64")
                .with("machine", Machine.Q35)
                .text("hvm");
        DomainDevices.vncAgent(domain.add("devices").add("channel"));
        try {
            var _ = hypervisor.domainXMLToNative("qemu-argv", domain.serialized(), 0);
            return true;
        } catch (LibvirtException e) {
            log.atDebug().setCause(e).log("no clipboard on VNC displays");
            return false;
        }
    }

    private static List<String> cpuModels(Xml domain) {
        return domain.child("cpu").stream()
                .flatMap(cpu -> cpu.children("mode").stream())
                .filter(mode -> mode.attribute("name").equals("custom"))
                .flatMap(mode -> mode.children("model").stream())
                .filter(model -> model.attribute("usable").equals("yes"))
                .map(Xml::text)
                .sorted()
                .toList();
    }

    /** The values of an enumeration of the element at this path; none when libvirt says that it is not supported. */
    private static List<String> values(Xml domain, String enumeration, String... path) {
        return domain.at(path).stream()
                .filter(e -> !e.attribute("supported").equals("no"))
                .flatMap(e -> e.children("enum").stream())
                .filter(e -> e.attribute("name").equals(enumeration))
                .flatMap(e -> e.children("value").stream())
                .flatMap(value -> Stream.of(value.text()))
                .toList();
    }

    private static String domainCapabilities(Hypervisor hypervisor, String type) throws LibvirtException {
        Pointer text = LibvirtCalls.LIBRARY.virConnectGetDomainCapabilities(
                hypervisor.pointer(), null, "x86_64", Machine.Q35, type, 0);
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
