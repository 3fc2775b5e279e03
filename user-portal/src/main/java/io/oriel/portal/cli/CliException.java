package io.oriel.portal.cli;

/** Ends a command with one sentence and an exit status. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private final boolean unauthenticated;
    private final String answer;

    private CliException(int status, String message, boolean unauthenticated, String answer) {
        super(message, null, false, false);
        this.status = status;
        this.unauthenticated = unauthenticated;
        this.answer = answer;
    }

    private CliException(int status, String message) {
        this(status, message, false, "");
    }

    static CliException unauthenticated(String message) {
        return new CliException(OrielCli.REFUSED, message, true, "");
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

    /** @param answer what the server said, whole */
    static CliException refused(String message, String answer) {
        return new CliException(OrielCli.REFUSED, message, false, answer);
    }

    /** What the server said, whole; empty when it was not the server that refused. */
    String answer() {
        return answer;
    }

    int status() {
        return status;
    }
}
