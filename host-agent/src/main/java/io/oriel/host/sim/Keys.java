package io.oriel.host.sim;

import java.util.List;
import java.util.Optional;

/** Which character a key is: by X keysym as RFB sends them, and by Linux code as commands name them. */
final class Keys {
    private static final int BACKSPACE = 0xff08;
    private static final int RETURN = 0xff0d;
    private static final int KEYPAD_ENTER = 0xff8d;

    /** The Linux codes of a keyboard's rows: first code, then the characters that follow it. */
    private record Row(int first, String characters) {}

    private static final List<Row> ROWS = List.of(
            new Row(2, "1234567890-=\b"),
            new Row(16, "qwertyuiop[]\n"),
            new Row(30, "asdfghjkl;'`"),
            new Row(43, "\\zxcvbnm,./"),
            new Row(57, " "));

    private Keys() {}

    static Optional<Character> ofKeysym(int keysym) {
        return switch (keysym) {
            case RETURN, KEYPAD_ENTER -> Optional.of('\n');
            case BACKSPACE -> Optional.of('\b');
            default -> keysym >= ' ' && keysym <= '~' ? Optional.of((char) keysym) : Optional.empty();
        };
    }

    static Optional<Character> ofLinuxCode(int code) {
        return ROWS.stream()
                .filter(row -> code >= row.first && code < row.first + row.characters.length())
                .map(row -> row.characters.charAt(code - row.first))
                .findFirst();
    }
}
