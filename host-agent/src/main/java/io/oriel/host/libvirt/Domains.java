package io.oriel.host.libvirt;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.libvirt.Hypervisor.StateAndReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** The VMs on this machine: whose they are, how they are, what they use. Domains without our mark are only described. */
final class Domains {
    private static final int ACTIVE = 1;
    private static final Duration LAST_STEP = Duration.ofSeconds(10);

    private final HypervisorConnection connection;
    private final DomainXml.Surroundings here;
    private final GuestMemory guests;
    private final Map<VmId, Object> leaving = new ConcurrentHashMap<>();
    private final Map<VmId, Long> arriving = new ConcurrentHashMap<>();

    Domains(HypervisorConnection connection, DomainXml.Surroundings here, GuestMemory guests) {
        this.connection = connection;
        this.here = here;
        this.guests = guests;
    }

    /** Whose a domain is, and whether it runs. */
    enum Standing {
        ABSENT,
        FOREIGN,
        OFF,
        /** Off, with its memory on disk. */
        SAVED,
        ON
    }

    Standing standing(VmId vm) throws LibvirtException {
        return connection.call(hypervisor -> standing(hypervisor, vm));
    }

    Standing standing(Hypervisor hypervisor, VmId vm) throws LibvirtException {
        return hypervisor
                .with(vm, domain -> {
                    if (!DomainView.of(domain.getXMLDesc(0), false).owner().equals(here.owner())) {
                        return Standing.FOREIGN;
                    }
                    if (domain.isActive() == 1) {
                        return Standing.ON;
                    }
                    return domain.hasManagedSaveImage() == 1 ? Standing.SAVED : Standing.OFF;
                })
                .orElse(Standing.ABSENT);
    }

    /** Does something quick with a running domain of ours. */
    Outcome whileRunning(VmId vm, Hypervisor.Action<Outcome> action) throws LibvirtException {
        return connection.call(hypervisor -> running(hypervisor, vm, action));
    }

    /** Does something with a running domain of ours that takes long, or that its guest has to answer. */
    Outcome longWhileRunning(VmId vm, Hypervisor.Action<Outcome> action) throws LibvirtException {
        return connection.callLong(hypervisor -> running(hypervisor, vm, action));
    }

    private Outcome running(Hypervisor hypervisor, VmId vm, Hypervisor.Action<Outcome> action) throws LibvirtException {
        return switch (standing(hypervisor, vm)) {
            case ABSENT -> absent(vm);
            case FOREIGN -> notOurs(vm);
            case OFF, SAVED -> new Outcome.Refused(Reason.BUSY, "the VM " + vm + " is not running");
            case ON -> hypervisor.with(vm, action).orElseGet(() -> absent(vm));
        };
    }

    /** Does something that takes long with a domain of ours, running or off, but not suspended to disk. */
    Outcome longWhileHere(VmId vm, Hypervisor.Action<Outcome> action) throws LibvirtException {
        return connection.callLong(hypervisor -> switch (standing(hypervisor, vm)) {
            case ABSENT -> absent(vm);
            case FOREIGN -> notOurs(vm);
            case SAVED -> new Outcome.Refused(Reason.BUSY, "the VM " + vm + " is suspended to disk; start it first");
            case OFF, ON -> hypervisor.with(vm, action).orElseGet(() -> absent(vm));
        });
    }

    /**
     * Notes that a domain is on its way to another host; nothing is told of it until that is over.
     *
     * @param journey which one: a later one is not over when an earlier one is
     */
    void leaves(VmId vm, Object journey) {
        leaving.put(vm, journey);
    }

    void isOver(VmId vm, Object journey) {
        leaving.remove(vm, journey);
    }

    boolean isLeaving(VmId vm) {
        return leaving.containsKey(vm);
    }

    /** Every domain of this machine, except those that are still arriving from another one. */
    List<VmReport> all() throws LibvirtException {
        return connection.call(hypervisor -> {
            var reports = new ArrayList<VmReport>();
            for (var domain : hypervisor.listAllDomains(0)) {
                try {
                    report(hypervisor, domain).ifPresent(reports::add);
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

    /** One domain; empty when it is gone, or still arriving from another host. */
    Optional<VmReport> one(VmId vm) throws LibvirtException {
        return connection.call(hypervisor ->
                hypervisor.with(vm, domain -> report(hypervisor, domain)).flatMap(found -> found));
    }

    private Optional<VmReport> report(Hypervisor hypervisor, Domain domain) throws LibvirtException {
        var view = DomainView.of(domain.getXMLDesc(0), here.displayTls());
        boolean ours = view.owner().equals(here.owner());
        var state = hypervisor.state(view.id());
        var power = state.map(StateAndReason::power).orElse(VmPower.OFF);
        if (ours && isArriving(view.id(), domain, state)) {
            return Optional.empty();
        }
        if (power == VmPower.OFF && domain.hasManagedSaveImage() == 1) {
            power = VmPower.SAVED;
        }
        if (!view.agent()) {
            guests.forget(view.id());
        }
        return Optional.of(view.report(ours, power, guests.of(view.id())));
    }

    /** Until it runs here a VM is the other host's. Ours are always defined, but for one whose memory is still coming. */
    private boolean isArriving(VmId vm, Domain domain, Optional<StateAndReason> state) throws LibvirtException {
        if (state.filter(s -> s.power() == VmPower.RUNNING).isPresent()) {
            arriving.remove(vm);
            return false;
        }
        if (domain.isPersistent() == 0) {
            return true;
        }
        if (state.filter(StateAndReason::isInMigration).isEmpty()) {
            arriving.remove(vm);
            return false;
        }
        // between its definition and its first instruction here; one that stays so is told as what it is, paused
        long now = System.nanoTime();
        var since = arriving.computeIfAbsent(vm, _ -> now);
        return now - since < LAST_STEP.toNanos();
    }

    /** Whether any running domain, ours or not, uses this file or stands on it. */
    boolean uses(Path file) throws LibvirtException {
        return anyRunning(view -> view.files().contains(file.toString()));
    }

    /** Whether any running domain, ours or not, may write this file. */
    boolean writes(Path file) throws LibvirtException {
        return anyRunning(view -> view.written().contains(file.toString()));
    }

    private boolean anyRunning(Predicate<DomainView> test) throws LibvirtException {
        return connection.call(hypervisor -> {
            boolean found = false;
            for (var domain : hypervisor.listAllDomains(ACTIVE)) {
                found |= test.test(DomainView.of(domain.getXMLDesc(0), false));
                domain.free();
            }
            return found;
        });
    }

    /** What a domain, ours or not, is made of; empty when there is none. */
    Optional<VmSpec> spec(VmId vm) throws LibvirtException {
        return connection.call(hypervisor -> hypervisor.with(vm, domain -> SpecView.of(domain.getXMLDesc(0))));
    }

    static Outcome absent(VmId vm) {
        return new Outcome.Refused(Reason.NOT_FOUND, "there is no VM " + vm + " on this host");
    }

    static Outcome notOurs(VmId vm) {
        return new Outcome.Refused(Reason.NOT_OURS, "the VM " + vm + " does not belong to this installation");
    }
}
