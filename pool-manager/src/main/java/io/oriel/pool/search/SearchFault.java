package io.oriel.pool.search;

/**
 * Why a text cannot be searched for.
 *
 * @param start offset of what is wrong; the text's length when something is missing at its end
 * @param end offset behind it; at least {@code start}
 * @param text one sentence for people: what, and what may stand there
 */
public record SearchFault(Code code, int start, int end, String text) {

    /** The kinds of faults, most by oVirt's names, its spelling included. */
    public enum Code {
        /** There is nothing of that name to be searched for. */
        INVALID_SEARCH_OBJECT,
        /** After what is searched for, a colon is missing. */
        COLON_NOT_NEXT_TO_SEARCH_OBJECT,
        /** After the colon stands what cannot stand there. */
        INVALID_POST_COLON_PHRASE,
        /** There is no such field, or nothing is recorded for it here. */
        INVALID_CONDITION_FILED,
        /** After a field stands no relation, or one that its kind of value has not. */
        INVALID_CONDITION_RELATION,
        /** The value is missing, or is none of the field's. */
        INVALID_CONDITION_VALUE,
        /** After a related kind of thing stands neither a dot nor a relation. */
        INVALID_POST_CROSS_REF_OBJ,
        /** After {@code and} or {@code or} comes no condition. */
        INVALID_POST_OR_AND_PHRASE,
        /** A second word stands without a field. */
        FREE_TEXT_ALLOWED_ONCE_PER_OBJ,
        /** After the dot a field is missing. */
        CANT_GET_CONDITION_FIELD_AC,
        /** {@code '} and {@code ;} are not allowed. */
        INVALID_CHARECTER,
        /** There is no such field to sort by. */
        INVALID_SORT_FIELD,
        /** After the order stands what cannot stand there. */
        INVALID_POST_SORT_PHRASE,
        /** After {@code page} comes no number, or something follows it. */
        INVALID_PAGE,
        /** The text is too long. */
        TOO_LONG
    }
}
