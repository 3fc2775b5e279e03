package io.oriel.pool.search;

import java.util.Optional;

/**
 * A place in a text where something was expected.
 *
 * @param start where what stands there begins
 * @param table what is searched for, or what a field must belong to
 * @param field the field whose relation or value is expected
 */
record Place(Expected expected, int start, Optional<Table<?>> table, Optional<Field<?>> field) {

    /** What can be expected. */
    enum Expected {
        THING,
        COLON,
        /** After the colon: a condition, an order, a page, or nothing. */
        FIRST,
        /** After a condition: as {@link #FIRST}, and {@code and} or {@code or}. */
        NEXT,
        /** After {@code and} or {@code or}: a condition. */
        CONDITION,
        /** After a related kind: a dot or a relation. */
        AFTER_RELATED,
        FIELD,
        RELATION,
        VALUE,
        SORT_FIELD,
        /** After a field to sort by: which way, a page, or nothing. */
        DIRECTION,
        /** After an order: a page, or nothing. */
        PAGE,
        PAGE_NUMBER,
        /** Nothing more. */
        END
    }
}
