package io.oriel.host.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
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

    /** {@code buffer} takes 37 bytes. */
    int virDomainGetUUIDString(Pointer domain, byte[] buffer);

    /** Seconds a guest's agent is waited for in every later call; {@code flags} is 0. */
    int virDomainAgentSetResponseTimeout(Pointer domain, int seconds, int flags);

    /** Asks the agent to hold back writes; null means every file system. Answers how many, −1 for an error. */
    int virDomainFSFreeze(Pointer domain, @Nullable Pointer mountPoints, int count, int flags);

    int virDomainFSThaw(Pointer domain, @Nullable Pointer mountPoints, int count, int flags);

    /** Seconds and nanoseconds since 1970. */
    int virDomainSetTime(Pointer domain, long seconds, int nanoseconds, int flags);

    /** {@code virDomainGuestInfoTypes}. */
    int GUEST_USERS = 1;

    int GUEST_OS = 1 << 1;
    int GUEST_HOST_NAME = 1 << 3;

    /** The parameters belong to the caller, who frees them with {@link #virTypedParamsFree}. */
    int virDomainGetGuestInfo(
            Pointer domain, int types, PointerByReference parameters, IntByReference count, int flags);

    void virTypedParamsFree(Pointer parameters, int count);

    /** {@code VIR_DOMAIN_METADATA_ELEMENT}. */
    int METADATA_ELEMENT = 2;

    /** Replaces the element of this namespace; {@code flags} as of devices: 1 live, 2 persistent. */
    int virDomainSetMetadata(Pointer domain, int type, String metadata, String key, String uri, int flags);

    int virDomainMigrateStartPostCopy(Pointer domain, int flags);

    /** {@code VIR_DOMAIN_EVENT_ID_REBOOT}: a guest restarted, whoever wanted it. */
    int EVENT_REBOOT = 1;

    /** Called on libvirt's thread, which must not ask libvirt anything. */
    interface DomainEvent extends Callback {
        void happened(Pointer connection, Pointer domain, @Nullable Pointer opaque);
    }

    /** The callback must be kept alive until it is deregistered. Answers its number, −1 for an error. */
    int virConnectDomainEventRegisterAny(
            ConnectionPointer connection,
            @Nullable Pointer domain,
            int event,
            DomainEvent callback,
            @Nullable Pointer opaque,
            @Nullable Pointer free);

    int virConnectDomainEventDeregisterAny(ConnectionPointer connection, int number);

    /** The error of this thread's last call, in the numbers of {@code virErrorNumber}. */
    int virGetLastErrorCode();

    @Nullable
    String virGetLastErrorMessage();
}
