package io.oriel.host.libvirt;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.oriel.host.api.VmId;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.event.AgentLifecycleListener;
import org.libvirt.event.LifecycleListener;
import org.libvirt.jna.ConnectionPointer;

/** One open libvirt connection, with the calls the binding lacks. Used on {@link HypervisorConnection}'s threads. */
final class Hypervisor extends Connect {

    /** A domain's state and why, in libvirt's numbers. */
    record StateAndReason(int state, int reason) {}

    /** Something done with a domain. */
    @FunctionalInterface
    interface Action<T> {
        T on(Domain domain) throws LibvirtException;
    }

    private @Nullable LifecycleListener onLifecycle;
    private @Nullable AgentLifecycleListener onAgent;

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

    /** Hears of everything that happens to domains, once. On libvirt's thread, which must not ask libvirt anything. */
    void hear(Consumer<Domain> happened) throws LibvirtException {
        LifecycleListener lifecycle = (domain, _) -> {
            happened.accept(domain);
            return 0;
        };
        AgentLifecycleListener agent = (domain, _, _) -> happened.accept(domain);
        onLifecycle = lifecycle;
        onAgent = agent;
        addLifecycleListener(lifecycle);
        addAgentLifecycleListener(agent);
    }

    /** Closes for good. Listeners go first: the binding fails on events of a closed connection. */
    void end() throws LibvirtException {
        unregisterCloseListener();
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

    private <T> Optional<T> raw(VmId vm, Function<Pointer, Optional<T>> action) {
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
