package io.oriel.certs.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names a program knows, and which of them a stranger's name was probably meant to be. */
final class KnownNames {

    private final List<Key> keys;

    KnownNames(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Returns the name if it is known. */
    String check(String name, String origin) {
        if (keys.stream().anyMatch(key -> key.fits(name))) {
            return name;
        }
        throw new ConfigurationException(
                "unknown key \"%s\" (%s); did you mean \"%s\"?".formatted(name, origin, nearest(name)));
    }

    /** The name an environment variable stands for; a pattern's own part becomes lower-case. */
    String ofVariable(String variable) {
        for (var key : keys) {
            var form = variable(key.name());
            var star = form.indexOf('*');
            if (star < 0 && form.equals(variable)) {
                return key.name();
            }
            var tail = form.substring(star + 1);
            if (star >= 0
                    && variable.length() > form.length() - 1
                    && variable.startsWith(form.substring(0, star))
                    && variable.endsWith(tail)) {
                var part = variable.substring(star, variable.length() - tail.length());
                return key.name().replace("*", part.toLowerCase(Locale.ROOT));
            }
        }
        var name = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        throw new ConfigurationException(
                "unknown key \"%s\" (environment); did you mean \"%s\"?".formatted(variable, variable(nearest(name))));
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private String nearest(String name) {
        return keys.stream()
                .map(key -> filledFrom(name, key.name()))
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .orElseThrow();
    }

    /** The pattern with the part that stands in the same place of the stranger's name. */
    private static String filledFrom(String name, String pattern) {
        var known = pattern.split("\\.", -1);
        var given = name.split("\\.", -1);
        for (var i = 0; i < known.length; i++) {
            if (known[i].equals("*") && i < given.length) {
                known[i] = given[i];
            }
        }
        return String.join(".", known);
    }

    /** Levenshtein's distance. */
    private static int distance(String from, String to) {
        var row = new int[to.length() + 1];
        for (var j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (var i = 1; i <= from.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.length(); j++) {
                var substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
