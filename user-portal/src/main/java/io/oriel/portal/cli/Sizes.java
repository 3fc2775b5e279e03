package io.oriel.portal.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** Sizes as people type them. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})([KMGT]?)(I?B)?");

    private Sizes() {}

    /** {@code 20G} in bytes; powers of 1024, bytes without a letter. */
    static long bytes(String text) {
        var match = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!match.matches()) {
            throw CliException.wrongUse("a size is a number with K, M, G or T, like 20G, not " + text);
        }
        int power = "KMGT".indexOf(match.group(2)) + (match.group(2).isEmpty() ? 0 : 1);
        return Long.parseLong(match.group(1)) << (10 * power);
    }
}
