package io.oriel.host.libvirt;

import io.oriel.host.guard.CommandCheck;
import org.libvirt.LibvirtException;
import org.libvirt.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's network {@code oriel}: libvirt's NAT and DHCP where it can be had, else qemu's user-mode stack. */
final class Networks {
    private static final Logger log = LoggerFactory.getLogger(Networks.class);

    /** The appliance's network. */
    static final String ORIEL = CommandCheck.NETWORK;

    private static final String BRIDGE = "virbr-oriel";

    /** Tried in turn: libvirt refuses a range in which the machine already has an address. */
    private static final int[] SUBNETS = {77, 78, 79, 80};

    private Networks() {}

    /** Brings the network up if this user may, and says which way guests are joined. */
    static NetworkMode ensure(Hypervisor hypervisor) {
        try {
            return hypervisor.isSystem() ? start(hypervisor) : NetworkMode.USER;
        } catch (LibvirtException e) {
            log.atWarn()
                    .addKeyValue("network", ORIEL)
                    .addKeyValue("reason", e.getMessage())
                    .log("the NAT network cannot be started; guests get user-mode networking");
            return NetworkMode.USER;
        }
    }

    private static NetworkMode start(Hypervisor hypervisor) throws LibvirtException {
        for (var name : hypervisor.listNetworks()) {
            if (name.equals(ORIEL)) {
                return NetworkMode.NAT;
            }
        }
        for (var name : hypervisor.listDefinedNetworks()) {
            if (name.equals(ORIEL) && revive(hypervisor)) {
                return NetworkMode.NAT;
            }
        }
        for (int i = 0; ; i++) {
            var network = hypervisor.networkDefineXML(xml(SUBNETS[i]));
            try {
                network.setAutostart(true);
                network.create();
                return NetworkMode.NAT;
            } catch (LibvirtException e) {
                network.undefine();
                if (i == SUBNETS.length - 1) {
                    throw e;
                }
            } finally {
                network.free();
            }
        }
    }

    /** Starts the network of an earlier run; forgets it when its range is taken by now. */
    private static boolean revive(Hypervisor hypervisor) throws LibvirtException {
        var network = hypervisor.networkLookupByName(ORIEL);
        try {
            network.create();
            return true;
        } catch (LibvirtException _) {
            network.undefine();
            return false;
        } finally {
            network.free();
        }
    }

    /** Takes the network down; guests have ended. Only for a libvirtd of our own. */
    static void stop(Hypervisor hypervisor) throws LibvirtException {
        for (var name : hypervisor.listNetworks()) {
            if (name.equals(ORIEL)) {
                Network network = hypervisor.networkLookupByName(ORIEL);
                network.destroy();
                network.free();
            }
        }
    }

    private static String xml(int subnet) {
        var prefix = "10.231." + subnet + ".";
        var network = Xml.root("network");
        network.add("name").text(ORIEL);
        network.add("forward").with("mode", "nat");
        network.add("bridge").with("name", BRIDGE).with("stp", "off").with("delay", 0);
        var range = network.add("ip")
                .with("address", prefix + "1")
                .with("netmask", "255.255.255.0")
                .add("dhcp")
                .add("range")
                .with("start", prefix + "10")
                .with("end", prefix + "250");
        // desktops come and go all day, and a lease outlives its desktop
        range.add("lease").with("expiry", 10).with("unit", "minutes");
        return network.serialized();
    }
}
