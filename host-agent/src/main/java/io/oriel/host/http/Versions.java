package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which version of the protocol a manager speaks with one agent: its own, or the one before, when the agent answers that
 * it speaks that. So managers are updated before agents. Safe for use by many threads.
 */
final class Versions {
    private static final int FIRST = 1;

    private final int newest;
    private final AtomicInteger spoken;

    /** @param newest the manager's own */
    Versions(int newest) {
        this.newest = newest;
        this.spoken = new AtomicInteger(newest);
    }

    /** What goes into the header of a request. */
    String spoken() {
        return Integer.toString(spoken.get());
    }

    /**
     * Goes over to the version an agent asks for, which refused ours.
     *
     * @param wanted the header of its answer
     * @throws AgentException when that is none we speak; its message says which side to update
     */
    void agree(@Nullable String wanted) {
        int version = number(wanted);
        if (version != newest && (version != newest - 1 || version < FIRST)) {
            throw new AgentException("the agent speaks protocol %s, this control plane %d%s; update the %s"
                    .formatted(
                            version < FIRST ? "of no known number" : Integer.toString(version),
                            newest,
                            newest > FIRST ? " and " + (newest - 1) : "",
                            version > newest ? "control plane" : "agent"));
        }
        spoken.set(version);
    }

    private static int number(@Nullable String header) {
        return header != null && header.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(header) : 0;
    }
}
