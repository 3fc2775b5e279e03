package io.oriel.host.libvirt;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.libvirt.Hypervisor.StateAndReason;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The VMs on this machine: starting, ending and describing them. Domains without our mark are only described. */
final class Domains {
    private static final Logger log = LoggerFactory.getLogger(Domains.class);
    private static final int ADDRESSES_FROM_AGENT = 1;
    private static final int UNDEFINE_ALL_THAT_BELONGS = 1 | 1 << 1 | 1 << 2; // managed save, snapshots' data, NVRAM
    private static final Duration LOOK_EVERY = Duration.ofMillis(150);

    private final HypervisorConnection connection;
    private final DomainXml.Surroundings here;
    private final Map<VmId, List<String>> addresses = new ConcurrentHashMap<>();

    Domains(HypervisorConnection connection, DomainXml.Surroundings here) {
        this.connection = connection;
        this.here = here;
    }

    /** Whose a domain is, beside what runs. */
    private enum Standing {
        ABSENT,
        FOREIGN,
        OFF,
        ON
    }

    Outcome start(VmSpec spec, List<Path> disks) throws LibvirtException {
        var xml = DomainXml.of(spec, disks, here);
        return connection.call(hypervisor -> switch (standing(hypervisor, spec.id())) {
            case FOREIGN -> notOurs(spec.id());
            case ON -> new Outcome.Done();
            case ABSENT, OFF -> {
                if (spec.serialLog()) {
                    here.serialLogs().prepare(spec.id());
                }
                var domain = hypervisor.domainDefineXML(xml);
                try {
                    domain.create();
                    yield new Outcome.Done();
                } catch (LibvirtException e) {
                    domain.undefine(UNDEFINE_ALL_THAT_BELONGS);
                    throw e;
                } finally {
                    domain.free();
                }
            }
        });
    }

    /** Asks by the power button, then through the agent when half the time has passed, then pulls the plug. */
    Outcome shutdown(VmId vm, Duration grace) throws LibvirtException {
        switch (connection.call(h -> standing(h, vm))) {
            case ABSENT, OFF -> {
                return new Outcome.Done();
            }
            case FOREIGN -> {
                return notOurs(vm);
            }
            case ON -> {
                // goes on below
            }
        }
        if (grace.isPositive()) {
            connection.call(h -> h.shutdown(vm, LibvirtCalls.SHUTDOWN_ACPI));
            if (endsWithin(vm, grace.dividedBy(2))) {
                return new Outcome.Done();
            }
            connection.call(h -> h.shutdown(vm, LibvirtCalls.SHUTDOWN_AGENT));
            if (endsWithin(vm, grace.dividedBy(2))) {
                return new Outcome.Done();
            }
        }
        log.atInfo().addKeyValue("vm", vm).log("guest did not shut down in time; powered off");
        connection.call(h -> h.with(vm, Domains::powerOff));
        return new Outcome.Done();
    }

    private boolean endsWithin(VmId vm, Duration time) throws LibvirtException {
        long deadline = System.nanoTime() + time.toNanos();
        while (connection.call(h -> standing(h, vm)) == Standing.ON) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HypervisorException(
                        HypervisorException.Code.UNREACHABLE, "interrupted while a guest shut down", e);
            }
        }
        return true;
    }

    /** Powers off and forgets. */
    Outcome destroy(VmId vm) throws LibvirtException {
        return connection.call(hypervisor -> {
            if (standing(hypervisor, vm) == Standing.FOREIGN) {
                return notOurs(vm);
            }
            hypervisor.with(vm, domain -> {
                powerOff(domain);
                domain.undefine(UNDEFINE_ALL_THAT_BELONGS);
                return true;
            });
            addresses.remove(vm);
            here.serialLogs().discard(vm);
            return new Outcome.Done();
        });
    }

    private static boolean powerOff(Domain domain) throws LibvirtException {
        try {
            if (domain.isActive() == 1) {
                domain.destroy();
            }
        } catch (LibvirtException e) {
            // it may have ended between the look and the plug
            if (domain.isActive() == 1) {
                throw e;
            }
        }
        return true;
    }

    /** Does something with a running domain of ours. */
    Outcome whileRunning(VmId vm, Hypervisor.Action<Outcome> action) throws LibvirtException {
        return connection.call(hypervisor -> switch (standing(hypervisor, vm)) {
            case ABSENT -> new Outcome.Refused(Reason.NOT_FOUND, "there is no VM " + vm + " on this host");
            case FOREIGN -> notOurs(vm);
            case OFF -> new Outcome.Refused(Reason.BUSY, "the VM " + vm + " is not running");
            case ON ->
                hypervisor
                        .with(vm, action)
                        .orElseGet(() -> new Outcome.Refused(Reason.NOT_FOUND, "the VM " + vm + " has just ended"));
        });
    }

    void trimLogs() {
        here.serialLogs().trim();
    }

    /** Every domain of this machine. */
    List<VmReport> all() throws LibvirtException {
        return connection.call(hypervisor -> {
            var reports = new ArrayList<VmReport>();
            for (var domain : hypervisor.listAllDomains(0)) {
                try {
                    reports.add(report(hypervisor, domain));
                } catch (LibvirtException e) {
                    if (!Hypervisor.isAbsent(e)) {
                        throw e;
                    }
                } finally {
                    domain.free();
                }
            }
            return List.copyOf(reports);
        });
    }

    /** One domain; empty when it is gone. */
    Optional<VmReport> one(VmId vm) throws LibvirtException {
        return connection.call(hypervisor -> hypervisor.with(vm, domain -> report(hypervisor, domain)));
    }

    private VmReport report(Hypervisor hypervisor, Domain domain) throws LibvirtException {
        var view = DomainView.of(domain.getXMLDesc(0), here.displayTls());
        var power = hypervisor.state(view.id()).map(Domains::power).orElse(VmPower.OFF);
        if (!view.agent()) {
            addresses.remove(view.id());
        }
        return view.report(view.owner().equals(here.owner()), power, addresses.getOrDefault(view.id(), List.of()));
    }

    /** Whether any running domain, ours or not, uses this file or stands on it. */
    boolean uses(Path file) throws LibvirtException {
        return connection.call(hypervisor -> {
            boolean used = false;
            for (var domain : hypervisor.listAllDomains(1)) {
                used |= DomainView.of(domain.getXMLDesc(0), false).files().contains(file.toString());
                domain.free();
            }
            return used;
        });
    }

    /** Asks a guest's agent for its addresses and remembers them; true when they changed. May take seconds. */
    boolean learnAddresses(VmId vm) {
        try {
            var found = connection.call(h -> h.with(vm, d -> d.interfaceAddresses(ADDRESSES_FROM_AGENT, 0)));
            var plain = found.stream()
                    .flatMap(Collection::stream)
                    .filter(i -> i.addrs != null)
                    .flatMap(i -> i.addrs.stream())
                    .map(a -> a.address)
                    .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .toList();
            return !plain.equals(addresses.put(vm, plain));
        } catch (LibvirtException e) {
            log.atDebug()
                    .addKeyValue("vm", vm)
                    .addKeyValue("reason", e.getMessage())
                    .log("agent tells no addresses");
            return false;
        }
    }

    private Standing standing(Hypervisor hypervisor, VmId vm) throws LibvirtException {
        return hypervisor
                .with(vm, domain -> {
                    if (!DomainView.of(domain.getXMLDesc(0), false).owner().equals(here.owner())) {
                        return Standing.FOREIGN;
                    }
                    return domain.isActive() == 1 ? Standing.ON : Standing.OFF;
                })
                .orElse(Standing.ABSENT);
    }

    /** libvirt's {@code virDomainState}: 1 running, 2 blocked, 3 paused, 4 shutting down, 5 off, 6 crashed, 7 asleep. */
    private static VmPower power(StateAndReason seen) {
        return switch (seen.state()) {
            case 1, 2 -> VmPower.RUNNING;
            case 3, 7 -> VmPower.PAUSED;
            case 4 -> VmPower.SHUTTING_DOWN;
            case 6 -> VmPower.CRASHED;
            default ->
                seen.reason() == LibvirtCalls.SHUTOFF_CRASHED || seen.reason() == LibvirtCalls.SHUTOFF_FAILED
                        ? VmPower.CRASHED
                        : VmPower.OFF;
        };
    }

    private static Outcome notOurs(VmId vm) {
        return new Outcome.Refused(Reason.NOT_OURS, "the VM " + vm + " does not belong to this installation");
    }
}
