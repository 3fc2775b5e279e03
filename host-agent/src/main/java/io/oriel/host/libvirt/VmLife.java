package io.oriel.host.libvirt;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import io.oriel.host.libvirt.Domains.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turning VMs on and off, and everything between. */
final class VmLife {
    private static final Logger log = LoggerFactory.getLogger(VmLife.class);
    private static final int UNDEFINE_WITH_MEMORY_AND_SNAPSHOTS = 1 | 1 << 1;
    private static final int UNDEFINE_WITH_FIRMWARE = 1 << 2;
    private static final int START_PAUSED = 1;
    private static final int REBOOT_BY_BUTTON = 1;
    private static final int REBOOT_BY_AGENT = 1 << 1;
    private static final Duration LOOK_EVERY = Duration.ofMillis(150);

    private final HypervisorConnection connection;
    private final Domains domains;
    private final DomainXml.Surroundings here;
    private final GuestMemory guests;
    private final Map<VmId, CountDownLatch> awaited = new ConcurrentHashMap<>();

    VmLife(HypervisorConnection connection, Domains domains, DomainXml.Surroundings here, GuestMemory guests) {
        this.connection = connection;
        this.domains = domains;
        this.here = here;
        this.guests = guests;
    }

    Outcome start(VmSpec spec, List<Path> disks) throws LibvirtException {
        var refusal = HardwareCheck.objection(spec, here.capabilities(), Bridges.ofThisMachine());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (here.leases()) {
            connection.ensureLocks();
            spec.disks().forEach(DiskLocks::prepare);
        }
        var xml = DomainXml.of(spec, disks, here);
        int flags = spec.boot().paused() ? START_PAUSED : 0;
        return connection.callLong(hypervisor -> switch (domains.standing(hypervisor, spec.id())) {
            case FOREIGN -> Domains.notOurs(spec.id());
            case ON -> new Outcome.Done();
            // as it was when it was suspended: what changed since then waits for the next start from nothing
            case SAVED -> hypervisor.with(spec.id(), d -> goOn(d, flags)).orElseGet(() -> Domains.absent(spec.id()));
            case ABSENT, OFF -> {
                if (spec.serialLog()) {
                    here.serialLogs().prepare(spec.id());
                }
                here.seeds().prepare(spec);
                var domain = hypervisor.domainDefineXML(xml);
                try {
                    domain.create(flags);
                    here.seeds().removeOthers(spec);
                    yield new Outcome.Done();
                } catch (LibvirtException e) {
                    forget(domain);
                    throw e;
                } finally {
                    domain.free();
                }
            }
        });
    }

    private static Outcome goOn(Domain domain, int flags) throws LibvirtException {
        domain.create(flags);
        return new Outcome.Done();
    }

    /** Asks by the power button, then through the agent when half the time has passed, then pulls the plug. */
    Outcome shutdown(VmId vm, Duration grace) throws LibvirtException {
        switch (domains.standing(vm)) {
            case ABSENT, OFF, SAVED -> {
                return new Outcome.Done();
            }
            case FOREIGN -> {
                return Domains.notOurs(vm);
            }
            case ON -> {
                // goes on below
            }
        }
        if (grace.isPositive()) {
            connection.callLong(h -> h.shutdown(vm, LibvirtCalls.SHUTDOWN_ACPI));
            if (endsWithin(vm, grace.dividedBy(2))) {
                return new Outcome.Done();
            }
            connection.callLong(h -> h.shutdown(vm, LibvirtCalls.SHUTDOWN_AGENT));
            if (endsWithin(vm, grace.dividedBy(2))) {
                return new Outcome.Done();
            }
        }
        log.atInfo().addKeyValue("vm", vm).log("guest did not shut down in time; powered off");
        connection.callLong(h -> h.with(vm, VmLife::powerOff));
        return new Outcome.Done();
    }

    private boolean endsWithin(VmId vm, Duration time) throws LibvirtException {
        long deadline = System.nanoTime() + time.toNanos();
        while (domains.standing(vm) == Standing.ON) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Waiting.pause(LOOK_EVERY);
        }
        return true;
    }

    /** Powers off and forgets. */
    Outcome destroy(VmId vm) throws LibvirtException {
        return connection.callLong(hypervisor -> {
            if (domains.standing(hypervisor, vm) == Standing.FOREIGN) {
                return Domains.notOurs(vm);
            }
            hypervisor.with(vm, domain -> {
                powerOff(domain);
                forget(domain);
                return true;
            });
            guests.forget(vm);
            here.serialLogs().discard(vm);
            return new Outcome.Done();
        });
    }

    /** First the seed: it is named by the definition only. */
    private static void forget(Domain domain) throws LibvirtException {
        Seeds.of(domain).ifPresent(Seeds::discard);
        if (domain.isPersistent() == 1) {
            undefine(domain);
        }
    }

    /** With all that belongs to it. A driver without firmware does not know what it is. */
    private static void undefine(Domain domain) throws LibvirtException {
        try {
            domain.undefine(UNDEFINE_WITH_MEMORY_AND_SNAPSHOTS | UNDEFINE_WITH_FIRMWARE);
        } catch (LibvirtException e) {
            if (LibvirtFault.of(e).number() != ErrorNumber.VIR_ERR_INVALID_ARG) {
                throw e;
            }
            domain.undefine(UNDEFINE_WITH_MEMORY_AND_SNAPSHOTS);
        }
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

    /** Asks through the agent, then by the power button when half the time has passed, then resets. */
    Outcome reboot(VmId vm, Duration grace) throws LibvirtException {
        var restarted = new CountDownLatch(1);
        if (awaited.putIfAbsent(vm, restarted) != null) {
            return new Outcome.Refused(Reason.BUSY, "the VM " + vm + " is being restarted already");
        }
        try {
            var standing = domains.whileRunning(vm, _ -> new Outcome.Done());
            if (!standing.equals(new Outcome.Done())) {
                return standing;
            }
            if (grace.isPositive()) {
                for (int way : new int[] {REBOOT_BY_AGENT, REBOOT_BY_BUTTON}) {
                    // who cannot be asked one way may still be asked the other way at once
                    if (asked(vm, way) && Waiting.comes(restarted, grace.dividedBy(2))) {
                        return new Outcome.Done();
                    }
                }
            }
            log.atInfo().addKeyValue("vm", vm).log("guest did not restart in time; reset");
            return reset(vm);
        } finally {
            awaited.remove(vm);
        }
    }

    private boolean asked(VmId vm, int way) throws LibvirtException {
        try {
            return connection
                    .callLong(h -> h.with(vm, domain -> {
                        domain.reboot(way);
                        return true;
                    }))
                    .orElse(false);
        } catch (LibvirtException e) {
            log.atDebug()
                    .addKeyValue("vm", vm)
                    .addKeyValue("reason", e.getMessage())
                    .log("guest cannot be asked to restart");
            return false;
        }
    }

    /** Hears that a guest restarted; on libvirt's thread. */
    void rebooted(VmId vm) {
        var waiting = awaited.get(vm);
        if (waiting != null) {
            waiting.countDown();
        }
    }

    Outcome reset(VmId vm) throws LibvirtException {
        return domains.whileRunning(vm, domain -> {
            domain.reset();
            return new Outcome.Done();
        });
    }

    Outcome pause(VmId vm) throws LibvirtException {
        var before = power(vm);
        return domains.whileRunning(vm, domain -> {
            if (before != VmPower.PAUSED) {
                domain.suspend();
            }
            return new Outcome.Done();
        });
    }

    Outcome resume(VmId vm) throws LibvirtException {
        var before = power(vm);
        return domains.whileRunning(vm, domain -> {
            if (before == VmPower.PAUSED) {
                domain.resume();
            }
            return new Outcome.Done();
        });
    }

    private VmPower power(VmId vm) throws LibvirtException {
        return connection.call(hypervisor ->
                hypervisor.state(vm).map(Hypervisor.StateAndReason::power).orElse(VmPower.OFF));
    }

    /** Memory to disk. libvirt keeps the file; it goes when the VM is started or forgotten. */
    Outcome suspend(VmId vm) throws LibvirtException {
        return domains.standing(vm) == Standing.SAVED
                ? new Outcome.Done()
                : domains.longWhileRunning(vm, domain -> {
                    domain.managedSave();
                    return new Outcome.Done();
                });
    }
}
