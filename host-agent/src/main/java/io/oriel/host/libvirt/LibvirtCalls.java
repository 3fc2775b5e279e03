package io.oriel.host.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;

/** What the binding lacks. Names and meanings are those of libvirt's C API; a null pointer or −1 is an error. */
interface LibvirtCalls extends Library {
    LibvirtCalls LIBRARY = Native.load("virt", LibvirtCalls.class);

    /** {@code virDomainShutdownFlagValues}. */
    int SHUTDOWN_ACPI = 1;

    int SHUTDOWN_AGENT = 1 << 1;

    /** {@code virDomainShutoffReason} values that mean: it did not end on purpose. */
    int SHUTOFF_CRASHED = 3;

    int SHUTOFF_FAILED = 6;

    /** The answer belongs to the caller, who frees it with {@code free}. */
    @Nullable
    Pointer virConnectGetDomainCapabilities(
            ConnectionPointer connection,
            @Nullable String emulator,
            String architecture,
            String machine,
            String type,
            int flags);

    /** The answer is given back with {@link #virDomainFree}. */
    @Nullable
    Pointer virDomainLookupByUUIDString(ConnectionPointer connection, String uuid);

    int virDomainGetState(Pointer domain, IntByReference state, IntByReference reason, int flags);

    int virDomainShutdownFlags(Pointer domain, int flags);

    int virDomainFree(Pointer domain);
}
