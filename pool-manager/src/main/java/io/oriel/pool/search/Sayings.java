package io.oriel.pool.search;

import java.util.Locale;
import java.util.stream.Collectors;

/** What is said of names that are not known. */
final class Sayings {
    private static final int SHOWN = 40;

    private Sayings() {}

    static String thing(String word) {
        if (word.isEmpty()) {
            return "say what is searched for: " + Thing.all();
        }
        return Thing.absent(word)
                .map(what -> "there are no " + what + " here; what can be searched for is " + Thing.all())
                .orElseGet(
                        () -> "nothing is called " + shortened(word) + "; what can be searched for is " + Thing.all());
    }

    static String first(Table<?> table, String word) {
        return "after the colon comes a condition, sortby or page, not " + word + "; " + fields(table);
    }

    static String field(Table<?> table, String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (table.absent().contains(lower)) {
            return lower + " of " + table.thing().word() + " is not recorded here; " + fields(table);
        }
        var what = name.isEmpty() ? "a field is missing" : table.thing().word() + " have no field " + shortened(name);
        return what + "; " + fields(table);
    }

    /** What a condition of these things can begin with. */
    static String fields(Table<?> table) {
        var fields = "fields are " + table.fields().stream().map(Field::name).collect(Collectors.joining(", "));
        return table.related().isEmpty()
                ? fields
                : fields + ", or those of "
                        + table.related().stream().map(Thing::crossWord).collect(Collectors.joining(", "));
    }

    /** What somebody typed, so short that it cannot fill a page. */
    private static String shortened(String word) {
        return word.length() <= SHOWN ? word : word.substring(0, SHOWN) + "…";
    }
}
