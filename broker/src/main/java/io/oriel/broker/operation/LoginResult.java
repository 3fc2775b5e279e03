package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import java.time.Duration;

/** How a login ended. */
public sealed interface LoginResult {

    /** Come in. */
    record Welcome(User user) implements LoginResult {}

    /**
     * Unknown name or wrong password, never said which.
     *
     * @param triesLeft for this name from this address; 0 or more
     */
    record WrongSecret(int triesLeft) implements LoginResult {}

    /** The directory says that this person is locked. */
    record Locked() implements LoginResult {}

    /**
     * Too many tries from this address; the password was not looked at.
     *
     * @param waiting until the next try counts
     */
    record TooManyTries(Duration waiting) implements LoginResult {}

    /** The directory cannot be asked now. */
    record DirectoryDown(String directory) implements LoginResult {}
}
