package io.oriel.host.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** What only libvirt's driver of qemu offers, in a library of its own. */
interface LibvirtQemuCalls extends Library {
    LibvirtQemuCalls LIBRARY = Native.load("virt-qemu", LibvirtQemuCalls.class);

    /**
     * Sends a guest's agent one command as JSON. The answer belongs to the caller, who frees it with {@code free}; null
     * is an error.
     *
     * @param timeout in seconds
     */
    @Nullable
    Pointer virDomainQemuAgentCommand(Pointer domain, String command, int timeout, int flags);
}
