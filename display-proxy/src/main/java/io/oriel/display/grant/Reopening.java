package io.oriel.display.grant;

/** The answer when a live session asks for its console again: a later channel, or the VM has moved. */
public sealed interface Reopening {

    /** Where the console is now, with a fresh password. */
    record Opened(ConsoleTarget console) implements Reopening {}

    /** The session is over. */
    record Closed() implements Reopening {}

    /** Ask again later. */
    record Unavailable(String why) implements Reopening {}
}
