package io.oriel.pool.estate;

import java.util.Locale;

/** How states are written outside of Java. */
final class Words {
    private Words() {}

    /** {@code NonResponsive} as {@code non_responsive}. */
    static String snake(String word) {
        return word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
