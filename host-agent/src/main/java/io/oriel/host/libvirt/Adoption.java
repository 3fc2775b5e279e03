package io.oriel.host.libvirt;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a domain of nobody's ours, by our mark in its metadata. Another installation's stays what it is: two that
 * believe they own one domain would start and stop it against each other.
 */
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final int LIVE = 1;
    private static final int CONFIG = 1 << 1;
    private static final String PREFIX = "oriel";

    private final HypervisorConnection connection;
    private final String owner;
    private final Watch watch;

    /** @param owner this installation */
    Adoption(HypervisorConnection connection, String owner, Watch watch) {
        this.connection = connection;
        this.owner = owner;
        this.watch = watch;
    }

    Outcome adopt(VmId vm) throws LibvirtException {
        return connection.callLong(hypervisor ->
                hypervisor.with(vm, domain -> adopt(hypervisor, domain, vm)).orElseGet(() -> Domains.absent(vm)));
    }

    private Outcome adopt(Hypervisor hypervisor, Domain domain, VmId vm) throws LibvirtException {
        var view = DomainView.of(domain.getXMLDesc(0), false);
        if (view.owner().equals(owner)) {
            return new Outcome.Done();
        }
        if (!view.owner().isEmpty()) {
            return new Outcome.Refused(
                    Reason.NOT_OURS, "the VM " + vm + " belongs to another installation; remove it there first");
        }
        if (!domain.getName().equals(vm.toString())) {
            return new Outcome.Refused(
                    Reason.INVALID,
                    "the VM " + vm + " has a libvirt name that is not its id; shut it down and rename it first: virsh"
                            + " domrename NAME " + vm);
        }
        boolean runs = domain.isActive() == 1;
        int where = (runs ? LIVE : 0) | (domain.isPersistent() == 1 ? CONFIG : 0);
        var mark = Xml.root(DomainXml.OWNER).text(owner).serialized();
        hypervisor.must(
                vm,
                raw -> LibvirtCalls.LIBRARY.virDomainSetMetadata(
                        raw, LibvirtCalls.METADATA_ELEMENT, mark, PREFIX, DomainXml.NAMESPACE, where));
        if (runs) {
            closeDisplays(domain, vm);
        }
        watch.look(vm);
        return new Outcome.Done();
    }

    /** A display that was started without a password cannot get one; it is closed at the VM's next start. */
    private static void closeDisplays(Domain domain, VmId vm) {
        try {
            Displays.close(domain);
        } catch (LibvirtException e) {
            log.atWarn()
                    .addKeyValue("vm", vm)
                    .addKeyValue("reason", e.getMessage())
                    .log("an adopted VM's display is as open as it was until its next start");
        }
    }
}
