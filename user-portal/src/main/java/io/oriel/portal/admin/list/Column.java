package io.oriel.portal.admin.list;

/**
 * A column of a list.
 *
 * @param field of the search, by which the list is put in order, too
 * @param kind how its values are shown
 * @param classes which say how wide it is, and when it leaves a narrow page
 */
record Column(String field, Kind kind, String classes) {

    enum Kind {
        /** What the thing is called; leads to it. */
        NAME,
        TEXT,
        MONO,
        /** Text that may take several lines. */
        PROSE,
        NUMBER,
        /** In MiB. */
        MEMORY,
        GIB,
        /** In per cent, with a bar. */
        LOAD,
        TIME,
        /** In seconds. */
        SPAN,
        STATE
    }

    static Column named() {
        return new Column("name", Kind.NAME, "");
    }

    static Column column(String field, Kind kind, String classes) {
        return new Column(field, kind, classes);
    }

    /** The key of its heading in the messages. */
    public String getLabel() {
        return "col." + field;
    }
}
