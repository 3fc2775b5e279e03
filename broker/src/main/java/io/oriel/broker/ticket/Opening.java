package io.oriel.broker.ticket;

import io.oriel.display.grant.ConsoleTarget;

/** Whether a display could be opened. */
sealed interface Opening {

    /** It is open for whoever shows the password in time. */
    record Opened(ConsoleTarget console) implements Opening {}

    /** It is as closed as before. */
    record Failed(String why) implements Opening {}
}
