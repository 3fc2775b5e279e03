package io.oriel.host.libvirt;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.event.AgentLifecycleListener;
import org.libvirt.event.LifecycleListener;
import org.libvirt.jna.ConnectionPointer;

/** One open libvirt connection, with the calls the binding lacks. Used on {@link HypervisorConnection}'s threads. */
class Hypervisor extends Connect {

    /** A domain's state and why, in libvirt's numbers. */
    record StateAndReason(int state, int reason) {
        private static final int PAUSED = 3;
        private static final int BY_MIGRATION = 2;

        /** libvirt's {@code virDomainState}: 1 running, 2 blocked, 3 paused, 4 shutting down, 5 off, 6 crashed, 7 asleep. */
        VmPower power() {
            return switch (state) {
                case 1, 2 -> VmPower.RUNNING;
                case 3, 7 -> VmPower.PAUSED;
                case 4 -> VmPower.SHUTTING_DOWN;
                case 6 -> VmPower.CRASHED;
                default ->
                    reason == LibvirtCalls.SHUTOFF_CRASHED || reason == LibvirtCalls.SHUTOFF_FAILED
                            ? VmPower.CRASHED
                            : VmPower.OFF;
            };
        }

        /** Whether it stands still because it is changing hosts. */
        boolean isInMigration() {
            return state == PAUSED && reason == BY_MIGRATION;
        }
    }

    /** What a C string of a UUID takes. */
    private static final int UUID_TEXT = 37;

    private static final VmId NOBODY = new VmId(new UUID(0, 0));

    /** Something done with a domain. */
    @FunctionalInterface
    interface Action<T> {
        T on(Domain domain) throws LibvirtException;
    }

    private @Nullable LifecycleListener onLifecycle;
    private @Nullable AgentLifecycleListener onAgent;
    private LibvirtCalls.@Nullable DomainEvent onReboot;
    private int rebootNumber = -1;

    Hypervisor(String uri) throws LibvirtException {
        super(uri);
    }

    ConnectionPointer pointer() {
        return vcp;
    }

    /** Does something with a domain if there is one, and lets go of it. */
    <T> Optional<T> with(VmId vm, Action<T> action) throws LibvirtException {
        Domain domain;
        try {
            domain = domainLookupByUUIDString(vm.toString());
        } catch (LibvirtException e) {
            if (isAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            return Optional.ofNullable(action.on(domain));
        } catch (LibvirtException e) {
            if (isAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            domain.free();
        }
    }

    /**
     * Hears of everything that happens to domains, once. On libvirt's thread, which must not ask libvirt anything.
     *
     * @param happened something changed
     * @param rebooted a guest restarted, on its own or not
     */
    void hear(Consumer<Domain> happened, Consumer<VmId> rebooted) throws LibvirtException {
        LifecycleListener lifecycle = (domain, _) -> {
            happened.accept(domain);
            return 0;
        };
        AgentLifecycleListener agent = (domain, _, _) -> happened.accept(domain);
        onLifecycle = lifecycle;
        onAgent = agent;
        addLifecycleListener(lifecycle);
        addAgentLifecycleListener(agent);
        LibvirtCalls.DomainEvent reboot = (_, domain, _) -> rebooted.accept(id(domain));
        onReboot = reboot;
        rebootNumber = LibvirtCalls.LIBRARY.virConnectDomainEventRegisterAny(
                vcp, null, LibvirtCalls.EVENT_REBOOT, reboot, null, null);
        if (rebootNumber < 0) {
            throw new HypervisorException(LibvirtFault.last());
        }
    }

    private static VmId id(Pointer domain) {
        var text = new byte[UUID_TEXT];
        if (LibvirtCalls.LIBRARY.virDomainGetUUIDString(domain, text) < 0) {
            return NOBODY;
        }
        return new VmId(UUID.fromString(new String(text, 0, UUID_TEXT - 1, StandardCharsets.US_ASCII)));
    }

    /** Closes for good. Listeners go first: the binding fails on events of a closed connection. */
    void end() throws LibvirtException {
        unregisterCloseListener();
        if (onReboot != null && rebootNumber >= 0) {
            LibvirtCalls.LIBRARY.virConnectDomainEventDeregisterAny(vcp, rebootNumber);
        }
        if (onLifecycle != null) {
            removeLifecycleListener(onLifecycle);
        }
        if (onAgent != null) {
            removeAgentLifecycleListener(onAgent);
        }
        close();
    }

    /** A domain's state; empty when it is gone. */
    Optional<StateAndReason> state(VmId vm) {
        return raw(vm, domain -> {
            var state = new IntByReference();
            var reason = new IntByReference();
            return LibvirtCalls.LIBRARY.virDomainGetState(domain, state, reason, 0) < 0
                    ? Optional.<StateAndReason>empty()
                    : Optional.of(new StateAndReason(state.getValue(), reason.getValue()));
        });
    }

    /** Asks a guest to shut down in one particular way; false when it could not be asked. */
    boolean shutdown(VmId vm, int way) {
        return raw(vm, domain -> Optional.of(LibvirtCalls.LIBRARY.virDomainShutdownFlags(domain, way) == 0))
                .orElse(false);
    }

    /**
     * Does with a domain what the binding lacks.
     *
     * @param action answers less than zero for an error
     * @throws HypervisorException with libvirt's fault
     */
    void must(VmId vm, ToIntFunction<Pointer> action) {
        var fault = raw(
                        vm,
                        domain -> Optional.of(
                                action.applyAsInt(domain) < 0
                                        ? Optional.of(LibvirtFault.last())
                                        : Optional.<LibvirtFault>empty()))
                .orElseGet(() -> Optional.of(new LibvirtFault(ErrorNumber.VIR_ERR_NO_DOMAIN, "it has just ended")));
        if (fault.isPresent()) {
            throw new HypervisorException(fault.get());
        }
    }

    /** Does something with a domain by its C pointer; empty when there is no such domain. */
    <T> Optional<T> raw(VmId vm, Function<Pointer, Optional<T>> action) {
        var domain = LibvirtCalls.LIBRARY.virDomainLookupByUUIDString(vcp, vm.toString());
        if (domain == null) {
            return Optional.empty();
        }
        try {
            return action.apply(domain);
        } finally {
            LibvirtCalls.LIBRARY.virDomainFree(domain);
        }
    }

    /** Whether this is the machine's libvirt, which may make networks; a user's own may not. */
    boolean isSystem() throws LibvirtException {
        return "/system".equals(URI.create(getURI()).getPath());
    }

    static boolean isAbsent(LibvirtException e) {
        return e.getError() != null && e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN;
    }
}
