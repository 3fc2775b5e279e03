package io.oriel.pool;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A fault in the estate. The message says what, which, and what to do; it may be shown to an admin. */
public final class PoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final transient List<Fault> faults;

    /**
     * One value that is wrong.
     *
     * @param rule the broken rule in one word, as {@code range}
     */
    public record Fault(String field, String rule, String message) {}

    /** What kind of fault. */
    public enum Code {
        /** No such thing. */
        NOT_FOUND,
        /** The name is taken. */
        ALREADY_EXISTS,
        /** A value is out of its range. */
        INVALID,
        /** The file is not an image that may become a template. */
        BAD_IMAGE,
        /** Something else uses it. */
        IN_USE,
        /** No host is up. */
        NO_HOST,
        /** The host's agent could not be reached or did not do it. */
        AGENT,
        /** Somebody else changed it at the same time; try again. */
        CONFLICT
    }

    public PoolException(Code code, String message) {
        this(code, message, null);
    }

    public PoolException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.faults = List.of();
    }

    /** {@link Code#INVALID}, with every value that is wrong. */
    public PoolException(List<Fault> faults) {
        super(faults.stream().map(Fault::message).collect(Collectors.joining("; ")));
        this.code = Code.INVALID;
        this.faults = List.copyOf(faults);
    }

    /** The values that are wrong, as far as that is known. */
    public List<Fault> faults() {
        return faults;
    }

    public Code code() {
        return code;
    }

    /** The fault's message; never null. */
    public String text() {
        var message = getMessage();
        return message == null ? code.name() : message;
    }
}
