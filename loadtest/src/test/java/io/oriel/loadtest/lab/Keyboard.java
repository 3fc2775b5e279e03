package io.oriel.loadtest.lab;

import java.util.Locale;

/** The keys of a US keyboard, by the names {@code virsh send-key} knows. */
final class Keyboard {
    private Keyboard() {}

    /** The key, or the keys together, that write this character. */
    static String keys(char c) {
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
            return "KEY_" + String.valueOf(c).toUpperCase(Locale.ROOT);
        }
        return switch (c) {
            case '\n' -> "KEY_ENTER";
            case ' ' -> "KEY_SPACE";
            case '-' -> "KEY_MINUS";
            case '/' -> "KEY_SLASH";
            case ';' -> "KEY_SEMICOLON";
            case ':' -> "KEY_LEFTSHIFT KEY_SEMICOLON";
            case '=' -> "KEY_EQUAL";
            case '.' -> "KEY_DOT";
            default -> throw new IllegalArgumentException("no key for " + c);
        };
    }
}
