package io.oriel.broker.access;

import java.util.Locale;

/** A person or a group as named in an entitlement, {@code name@directory} in lower case. */
public record Subject(Kind kind, String name) {

    /** What the name names. */
    public enum Kind {
        USER,
        GROUP;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Subject {
        name = name.strip().toLowerCase(Locale.ROOT);
        int at = name.lastIndexOf('@');
        if (at < 1
                || at == name.length() - 1
                || name.length() > 320
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a user or group is named name@directory");
        }
    }

    /** A person. */
    public static Subject user(String name) {
        return new Subject(Kind.USER, name);
    }

    /** A group. */
    public static Subject group(String name) {
        return new Subject(Kind.GROUP, name);
    }
}
