package io.oriel.host.libvirt;

import java.util.Optional;

/** A hypervisor that cannot be used. The message says what to do. */
public final class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of fault it is. */
    public enum Code {
        /** A package of the system is not installed. */
        MISSING_PACKAGE,
        /** libvirt does not answer. */
        UNREACHABLE,
        /** libvirt answered with an error. */
        LIBVIRT,
        /** A file of ours cannot be written or read. */
        STORAGE
    }

    private final Code code;
    private final transient Optional<LibvirtFault> fault;

    /** A call of libvirt that the binding lacks has failed. */
    HypervisorException(LibvirtFault fault) {
        super(fault.message());
        this.code = Code.LIBVIRT;
        this.fault = Optional.of(fault);
    }

    public HypervisorException(Code code, String message) {
        super(message);
        this.code = code;
        this.fault = Optional.empty();
    }

    public HypervisorException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fault = Optional.empty();
    }

    public Code code() {
        return code;
    }

    /** What libvirt said, when it was libvirt. */
    Optional<LibvirtFault> fault() {
        return fault;
    }
}
