package io.oriel.broker.directory;

import io.oriel.pool.estate.UserId;

/** One directory of people. Safe for many threads; calls block for a few seconds at most. */
public interface Directory extends AutoCloseable {

    /** The word after the {@code @} in its people's names: lower-case letters, digits, dots, dashes. */
    String name();

    /**
     * Proves a person by their password. An unknown name takes as long as a wrong password and gives the same answer.
     *
     * @param name as typed; any text
     * @param password as typed; blank, or with a NUL in it, it is wrong before anything is asked
     */
    Verdict authenticate(String name, String password);

    /**
     * Whether a person who logged in earlier may still act. Answers at once: a directory that would have to ask over the
     * network says yes, and its word at the login counts.
     */
    boolean admits(UserId user);

    @Override
    void close();
}
