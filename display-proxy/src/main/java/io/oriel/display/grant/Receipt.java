package io.oriel.display.grant;

import java.util.Optional;

/** What became of a report. */
public sealed interface Receipt {

    /** The control plane has taken it. @param drain what is asked of the gateway while it is to be emptied */
    record Taken(Optional<Drain> drain) implements Receipt {}

    /** It did not arrive. The next one says everything again. */
    record Missed() implements Receipt {}

    /**
     * The gateway gets no new sessions, and its people are told.
     *
     * @param seconds until the control plane ends what still runs
     */
    record Drain(long seconds) {}
}
