package io.oriel.certs;

import org.jspecify.annotations.Nullable;

/** Trust material that cannot be used. The message says what, where and what to do; it never holds a secret. */
public final class TrustException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kinds of trouble a caller may tell apart. */
    public enum Code {
        /** A file cannot be read or written. */
        FILE,
        /** A key, certificate or signing request is not one, or does not fit its partner. */
        MALFORMED,
        /** A sealed secret does not open: wrong key, wrong context, or changed bytes. */
        SEAL,
        /** The other side could not be reached in time. */
        UNREACHABLE,
        /** The other side is not who it must be. */
        UNTRUSTED,
        /** The control plane said no; the message is its sentence. */
        REFUSED,
        /** An administrator must approve first; the message is the control plane's sentence. */
        PENDING
    }

    private final Code code;

    public TrustException(Code code, String message) {
        this(code, message, null);
    }

    public TrustException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
