package io.oriel.pool.search;

/**
 * What may stand at the caret.
 *
 * @param text what is put in the place of the characters from {@code start} to the caret
 * @param kind what it is
 * @param description for people; may be empty
 * @param start offset of the first character that it takes the place of
 */
public record Candidate(String text, Parsing.Kind kind, String description, int start) {}
