package io.oriel.certs.config;

/**
 * One setting a program knows.
 *
 * @param name dotted, begins with {@code oriel.}; may hold one {@code *} for a name the administrator chooses, as in
 *     {@code oriel.ldap.*.url}. Secrets are never settings: name the file that holds them ({@code …-file}).
 * @param fallback the value when nobody sets it; empty means "not set"
 * @param meaning one sentence for people
 */
public record Key(String name, String fallback, String meaning) {
    public Key {
        if (!name.startsWith("oriel.")) {
            throw new IllegalArgumentException("a key begins with oriel.: " + name);
        }
        if (name.endsWith("password") || name.endsWith("secret")) {
            throw new IllegalArgumentException("a secret is given by a file: " + name);
        }
    }

    /** Whether this setting's name fits; a {@code *} stands for one part without dots. */
    boolean fits(String candidate) {
        var star = name.indexOf('*');
        if (star < 0) {
            return name.equals(candidate);
        }
        var tail = name.length() - star - 1;
        return candidate.length() > star + tail
                && candidate.startsWith(name.substring(0, star))
                && candidate.endsWith(name.substring(star + 1))
                && part(candidate).indexOf('.') < 0;
    }

    /** What the {@code *} stands for in a name that fits. */
    String part(String candidate) {
        var star = name.indexOf('*');
        return candidate.substring(star, candidate.length() - (name.length() - star - 1));
    }
}
