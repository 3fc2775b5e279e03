package io.oriel.pool.search;

import io.oriel.pool.search.SearchFault.Code;

/** Ends the parsing of a text. Never leaves {@link Parser}; without a stack, because anybody can cause as many as they like. */
final class FaultSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SearchFault fault;

    private FaultSignal(SearchFault fault) {
        super(fault.text(), null, false, false);
        this.fault = fault;
    }

    static FaultSignal of(Code code, int start, int end, String text) {
        return new FaultSignal(new SearchFault(code, start, Math.max(start, end), text));
    }

    /** What is wrong with a text before anything of it is understood. */
    static void check(String text) {
        if (text.length() > Parser.LONGEST) {
            throw of(
                    Code.TOO_LONG,
                    Parser.LONGEST,
                    text.length(),
                    "a search has at most " + Parser.LONGEST + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == ';') {
                throw of(Code.INVALID_CHARECTER, i, i + 1, "the characters ' and ; cannot be searched for");
            }
        }
    }

    SearchFault fault() {
        return fault;
    }
}
