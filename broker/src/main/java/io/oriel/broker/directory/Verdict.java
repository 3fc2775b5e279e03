package io.oriel.broker.directory;

/** What a directory says to a name and a password. */
public sealed interface Verdict {

    /** It is this person. */
    record Accepted(User user) implements Verdict {}

    /** No such person, or not their password: never said which. */
    record WrongSecret() implements Verdict {}

    /** The directory itself says that this person is locked or disabled. */
    record Locked() implements Verdict {}

    /**
     * It cannot be asked.
     *
     * @param why for the log of the administrator, not for the person
     */
    record Down(String why) implements Verdict {}
}
