package io.oriel.pool.search;

import java.util.Optional;

/** Reads a query's text, character by character. One thread. */
final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
        this.text = text;
    }

    int at() {
        return at;
    }

    void back(int to) {
        at = to;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** Goes to the next character that is no space; false when there is none. */
    boolean skipSpace() {
        while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return !atEnd();
    }

    boolean is(char c) {
        return !atEnd() && text.charAt(at) == c;
    }

    void step() {
        at++;
    }

    String since(int start) {
        return text.substring(start, at);
    }

    /** The relation that stands here, which is passed. */
    Optional<Relation> relation() {
        var found = atRelation();
        found.ifPresent(relation -> at += relation.sign().length());
        return found;
    }

    /** The relation that stands here. */
    Optional<Relation> atRelation() {
        for (var relation : Relation.values()) {
            if (text.startsWith(relation.sign(), at)) {
                return Optional.of(relation);
            }
        }
        return Optional.empty();
    }

    /** Up to a space, a colon, a quote or the end. */
    String thing() {
        int start = at;
        while (!atEnd() && !Character.isWhitespace(text.charAt(at)) && !is(':') && !is('"')) {
            at++;
        }
        return since(start);
    }

    /** Up to a space, a quote, a relation or the end. */
    String word() {
        int start = at;
        while (!atEnd()
                && !Character.isWhitespace(text.charAt(at))
                && !is('"')
                && atRelation().isEmpty()) {
            at++;
        }
        return since(start);
    }

    /** Up to a space, a dot, a quote, a relation or the end. */
    String name() {
        int start = at;
        while (!atEnd()
                && !Character.isWhitespace(text.charAt(at))
                && !is('.')
                && !is('"')
                && atRelation().isEmpty()) {
            at++;
        }
        return since(start);
    }

    /** Up to a space or the end. */
    String value() {
        int start = at;
        while (!atEnd() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return since(start);
    }

    /** What stands in quotes here, both passed; empty when the closing one is missing, and then nothing is passed. */
    Optional<String> quoted() {
        int close = text.indexOf('"', at + 1);
        if (close < 0) {
            return Optional.empty();
        }
        var inside = text.substring(at + 1, close);
        at = close + 1;
        return Optional.of(inside);
    }
}
