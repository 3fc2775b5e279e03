package io.oriel.portal.cli;

/** Whether a person sits before it. */
final class Terminal {
    private Terminal() {}

    /** Whether standard input and output are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // null it is, when they are none
    static boolean there() {
        var console = System.console();
        return console != null && console.isTerminal();
    }
}
