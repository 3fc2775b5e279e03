package io.oriel.broker.access;

import java.util.Locale;
import java.util.Optional;

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

    /** The subject of this name; empty when nobody can be called so. */
    public static Optional<Subject> named(Kind kind, String name) {
        try {
            return Optional.of(new Subject(kind, name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** For people: {@code group staff@internal}. */
    public String word() {
        return kind.word() + " " + name;
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
