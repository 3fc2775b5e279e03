package io.oriel.broker.fault;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request that cannot be done; the message says what, which, and what to do, and never holds a secret. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final transient List<Wrong> errors;

    public BrokerException(Code code, String message) {
        this(code, message, null);
    }

    public BrokerException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.errors = List.of();
    }

    /** {@link Code#INVALID}, with every field that is wrong. */
    public BrokerException(List<Wrong> errors) {
        super(errors.stream().map(Wrong::message).collect(Collectors.joining("; ")));
        this.code = Code.INVALID;
        this.errors = List.copyOf(errors);
    }

    /**
     * One field that is wrong.
     *
     * @param rule the broken rule in one word, as {@code required}
     */
    public record Wrong(String field, String rule, String message) {}

    /** The fields that are wrong, as far as that is known. */
    public List<Wrong> errors() {
        return errors;
    }

    /** The fault's message; never null. */
    public String text() {
        var message = getMessage();
        return message == null ? code.name() : message;
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
        /** Something else stands on it. */
        IN_USE,
        /** A value is outside its range. */
        INVALID,
        /** A part this needs cannot be reached now. */
        UNAVAILABLE
    }
}
