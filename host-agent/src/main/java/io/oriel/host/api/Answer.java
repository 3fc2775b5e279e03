package io.oriel.host.api;

/** What an agent says at once to a command. */
public sealed interface Answer {

    /** The command has ended. */
    record Ended(Outcome outcome) implements Answer {}

    /** The command goes on; its end comes as {@link HostEvent.CommandEnded}. */
    record Accepted() implements Answer {}
}
