package io.oriel.pool.search;

import java.util.List;

/** What has become of a text. */
public sealed interface Parsing {

    /** Its parts as far as they were understood, in order; for colours. */
    List<Token> tokens();

    /** It asks for this. */
    record Understood(Query query, List<Token> tokens) implements Parsing {
        public Understood {
            tokens = List.copyOf(tokens);
        }
    }

    /** It asks for nothing, because of this. */
    record Broken(SearchFault fault, List<Token> tokens) implements Parsing {
        public Broken {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * A part of the text.
     *
     * @param start offset of its first character
     * @param end offset behind its last
     */
    record Token(Kind kind, int start, int end) {}

    /** What a part is. */
    enum Kind {
        THING,
        RELATED,
        FIELD,
        RELATION,
        VALUE,
        /** {@code and or sortby asc desc page}. */
        WORD
    }
}
