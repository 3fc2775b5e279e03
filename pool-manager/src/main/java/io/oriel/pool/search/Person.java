package io.oriel.pool.search;

import io.oriel.pool.estate.UserId;

/**
 * Somebody who is known here: of the built-in directory, or of another one with a desktop or a session.
 *
 * @param displayName as the directory has it; the name without the directory where nothing else is known
 */
public record Person(UserId id, String displayName) {

    /** The name to log in with. */
    String login() {
        int at = id.value().lastIndexOf('@');
        return at < 0 ? id.value() : id.value().substring(0, at);
    }

    String directory() {
        int at = id.value().lastIndexOf('@');
        return at < 0 ? "" : id.value().substring(at + 1);
    }

    String firstName() {
        int space = displayName.indexOf(' ');
        return space < 0 ? displayName : displayName.substring(0, space);
    }

    String lastName() {
        int space = displayName.indexOf(' ');
        return space < 0 ? "" : displayName.substring(space + 1).strip();
    }
}
