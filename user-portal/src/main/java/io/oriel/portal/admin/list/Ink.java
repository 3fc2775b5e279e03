package io.oriel.portal.admin.list;

import io.oriel.pool.search.Parser;
import io.oriel.pool.search.Parsing;
import io.oriel.pool.search.Parsing.Token;
import io.oriel.pool.search.SearchFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a query in its colour.
 *
 * @param tone {@code o} what is searched for, {@code k} relations and words, {@code v} values, {@code e} what is wrong, or none
 */
record Ink(String tone, String text) {

    /** The whole text, part by part. */
    static List<Ink> of(String text) {
        var parsing = Parser.parse(text);
        var fault = parsing instanceof Parsing.Broken(var wrong, var _)
                ? Optional.of(wrong)
                : Optional.<SearchFault>empty();
        return of(text, parsing.tokens(), fault);
    }

    /** As {@link #of(String)}, of a text that was read already. */
    static List<Ink> of(String text, List<Token> tokens, Optional<SearchFault> fault) {
        var tones = new String[text.length()];
        java.util.Arrays.fill(tones, "");
        tokens.forEach(token -> java.util.Arrays.fill(tones, token.start(), token.end(), tone(token)));
        fault.ifPresent(wrong -> java.util.Arrays.fill(
                tones, Math.min(wrong.start(), text.length()), Math.min(wrong.end(), text.length()), "e"));
        var parts = new ArrayList<Ink>();
        int from = 0;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || !tones[i].equals(tones[from])) {
                parts.add(new Ink(tones[from], text.substring(from, i)));
                from = i;
            }
        }
        return parts;
    }

    private static String tone(Token token) {
        return switch (token.kind()) {
            case THING -> "o";
            case RELATION, WORD -> "k";
            case VALUE -> "v";
            case FIELD, RELATED -> "";
        };
    }
}
