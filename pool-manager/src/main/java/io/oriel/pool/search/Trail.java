package io.oriel.pool.search;

import io.oriel.pool.search.Parsing.Kind;
import io.oriel.pool.search.Parsing.Token;
import io.oriel.pool.search.Place.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A text that is being read, what was read of it, and what was expected where. One thread. */
final class Trail {
    private final String text;
    private final Reader in;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();

    Trail(String text) {
        this.text = text;
        this.in = new Reader(text);
    }

    String text() {
        return text;
    }

    Reader in() {
        return in;
    }

    List<Token> tokens() {
        return tokens;
    }

    List<Place> places() {
        return places;
    }

    /** What was read from here on is one part. */
    void token(Kind kind, int start) {
        tokens.add(new Token(kind, start, in.at()));
    }

    void token(Token token) {
        tokens.add(token);
    }

    void expect(Expected expected, int at) {
        places.add(new Place(expected, at, Optional.empty(), Optional.empty()));
    }

    void expect(Expected expected, int at, Table<?> table) {
        places.add(new Place(expected, at, Optional.of(table), Optional.empty()));
    }

    void expect(Expected expected, int at, Field<?> field) {
        places.add(new Place(expected, at, Optional.empty(), Optional.of(field)));
    }
}
