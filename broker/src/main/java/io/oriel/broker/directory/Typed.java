package io.oriel.broker.directory;

import java.util.Locale;

/** What may be typed as a name or a password at all. Judged before anything is asked of a directory. */
public final class Typed {
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_PASSWORD = 1024;

    private Typed() {}

    /**
     * A blank password would be an unauthenticated bind, which succeeds for anybody (RFC 4513 §5.1.2); a NUL ends the
     * string in some servers, so that "\0secret" is blank to them.
     */
    public static boolean isPassword(String text) {
        return !text.isBlank() && text.length() <= LONGEST_PASSWORD && text.indexOf('\0') < 0;
    }

    /** Whether a person could have this name: not blank, at most 256 characters, none of them a control character. */
    public static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST_NAME && text.chars().noneMatch(Character::isISOControl);
    }

    /** The one spelling of a name. */
    public static String canonical(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
