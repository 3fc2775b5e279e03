package io.oriel.pool.search;

import java.util.List;
import java.util.Locale;

/** A text in which {@code *} stands for anything. */
final class Wildcard {
    private final List<String> parts;
    private final boolean sensitive;

    private Wildcard(String text, boolean sensitive) {
        this.sensitive = sensitive;
        this.parts = List.of(fold(text).split("\\*+", -1));
    }

    /** Matches the whole of a text. */
    static Wildcard of(String text, boolean caseSensitive) {
        return new Wildcard(text, caseSensitive);
    }

    /** Matches any text that has this in it. */
    static Wildcard within(String text, boolean caseSensitive) {
        return new Wildcard("*" + text + "*", caseSensitive);
    }

    boolean matches(String raw) {
        var text = fold(raw);
        var first = parts.getFirst();
        if (parts.size() == 1) {
            return text.equals(first);
        }
        var last = parts.getLast();
        int end = text.length() - last.length();
        if (!text.startsWith(first) || end < first.length() || !text.endsWith(last)) {
            return false;
        }
        int from = first.length();
        for (var part : parts.subList(1, parts.size() - 1)) {
            int at = text.indexOf(part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return from <= end;
    }

    private String fold(String text) {
        return sensitive ? text : text.toLowerCase(Locale.ROOT);
    }
}
