package io.oriel.broker.fault;

import org.jspecify.annotations.Nullable;

/** A request that cannot be done; the message says what, which, and what to do, and never holds a secret. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    public BrokerException(Code code, String message) {
        this(code, message, null);
    }

    public BrokerException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of fault it is. */
    public Code code() {
        return code;
    }

    /** The only thing that is mapped to HTTP and metrics. */
    public enum Code {
        /** Nobody is logged in. */
        UNAUTHENTICATED,
        /** The person may not do this. */
        FORBIDDEN,
        /** The thing named is not there. */
        NOT_FOUND,
        /** A thing of that name is there already. */
        ALREADY_EXISTS,
        /** A value is outside its range. */
        INVALID,
        /** A part this needs cannot be reached now. */
        UNAVAILABLE
    }
}
