package io.oriel.host.libvirt;

import io.oriel.host.api.HostInventory;
import io.oriel.host.api.HostInventory.Nic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.libvirt.LibvirtException;

/** Lists a machine's parts. The kernel's files are read anew each time; nothing here needs more than a millisecond. */
final class Inventory {
    /** Interfaces that libvirt makes for guests. */
    static final Pattern GUESTS = Pattern.compile("(vnet|macvtap|tap)\\d+");

    private static final Path CPUS = Path.of("/proc/cpuinfo");
    private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");
    private static final Path INTERFACES = Path.of("/sys/class/net");

    private Inventory() {}

    /** Everything. */
    static HostInventory read(Hypervisor hypervisor, Capabilities capabilities) throws LibvirtException {
        var node = hypervisor.nodeInfo();
        return new HostInventory(
                cpu("model name"),
                Math.max(1, node.nodes) * node.sockets,
                node.cores,
                node.threads,
                capabilities.cpuModels(),
                List.of(cpu("flags").split("\\s+")),
                nics(INTERFACES),
                Bridges.ofThisMachine().names(),
                Devices.list(Path.of("/sys/bus"), Path.of("/usr/share/misc/pci.ids")),
                security(hypervisor.getCapabilities()),
                KernelFiles.text(KERNEL));
    }

    /** The same machine with its networks as they are now: admins make bridges while agents run. */
    static HostInventory networksNow(HostInventory before) {
        return new HostInventory(
                before.cpuModel(),
                before.sockets(),
                before.coresPerSocket(),
                before.threadsPerCore(),
                before.cpuModels(),
                before.cpuFlags(),
                nics(INTERFACES),
                Bridges.ofThisMachine().names(),
                before.devices(),
                before.security(),
                before.kernel());
    }

    private static String cpu(String key) {
        return KernelFiles.lines(CPUS).stream()
                .filter(line -> line.startsWith(key) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** The first model that confines guests; {@code dac}, plain users and groups, does not. */
    static String security(String capabilities) {
        return Xml.parse(capabilities).child("host").stream()
                .flatMap(host -> host.children("secmodel").stream())
                .flatMap(model -> model.child("model").stream())
                .map(Xml::text)
                .filter(model -> model.equals("selinux") || model.equals("apparmor"))
                .findFirst()
                .orElse("none");
    }

    static List<Nic> nics(Path interfaces) {
        var nics = new ArrayList<Nic>();
        for (var name : KernelFiles.names(interfaces)) {
            var nic = interfaces.resolve(name);
            if (!name.equals("lo") && !GUESTS.matcher(name).matches()) {
                nics.add(new Nic(
                        name,
                        KernelFiles.text(nic.resolve("address")),
                        KernelFiles.text(nic.resolve("operstate")).equals("up"),
                        // −1 without a link
                        (int) Math.max(0, KernelFiles.number(nic.resolve("speed"))),
                        KernelFiles.linked(nic.resolve("brport/bridge"))));
            }
        }
        return List.copyOf(nics);
    }
}
