package io.oriel.portal.cli;

/** Ends a command with one sentence and an exit status. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private final boolean unauthenticated;

    private CliException(int status, String message, boolean unauthenticated) {
        super(message, null, false, false);
        this.status = status;
        this.unauthenticated = unauthenticated;
    }

    private CliException(int status, String message) {
        this(status, message, false);
    }

    static CliException unauthenticated(String message) {
        return new CliException(OrielCli.REFUSED, message, true);
    }

    /** Whether another proof of who asks might help. */
    boolean unauthenticated() {
        return unauthenticated;
    }

    static CliException failed(String message) {
        return new CliException(OrielCli.FAILED, message);
    }

    static CliException wrongUse(String message) {
        return new CliException(OrielCli.WRONG_USE, message);
    }

    static CliException refused(String message) {
        return new CliException(OrielCli.REFUSED, message);
    }

    int status() {
        return status;
    }
}
