package io.oriel.pool.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One page of what was found.
 *
 * @param thing what was searched for
 * @param columns which columns there are, in order
 * @param total on all pages together
 * @param page counted from 1; may lie behind the last one, and then holds nothing
 * @param size how many a page holds at most
 */
public record Found(Thing thing, List<String> columns, int total, int page, int size, List<Hit> hits) {
    public Found {
        columns = List.copyOf(columns);
        hits = List.copyOf(hits);
    }

    /**
     * One thing.
     *
     * @param state its status, where it has one
     * @param values its columns: text, whole or other numbers, lists of text; without those it has no value for
     */
    public record Hit(String id, String name, Optional<String> state, Map<String, Object> values) {}
}
