package io.oriel.host.http;

import io.oriel.host.api.Outcome;
import java.util.UUID;

/** One line of the journal's file. */
sealed interface JournalLine {

    /** First of the file. */
    record Began(UUID epoch) implements JournalLine {}

    /** The highest lease token so far. */
    record Token(long value) implements JournalLine {}

    /** The control plane was told that this command goes on, and waits for its end as an event. */
    record Accepted(UUID command) implements JournalLine {}

    /**
     * A command's end.
     *
     * @param sequence number of the event that told it; 0 when it was told in the answer
     */
    record Ended(UUID command, Outcome outcome, long sequence) implements JournalLine {}

    /** The number of an event whose content is not kept. */
    record Numbered(long sequence) implements JournalLine {}
}
