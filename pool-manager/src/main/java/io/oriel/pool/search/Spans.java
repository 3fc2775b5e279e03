package io.oriel.pool.search;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time as people write them: {@code 3d}, {@code 1d12h}, {@code 90m}, or oVirt's {@code 3.04:30:00}. */
final class Spans {
    static final String RULE = "a length of time such as 90m, 12h, 3d, 1d12h or 3.04:30:00";

    private static final Pattern UNITS = Pattern.compile(
            "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,6})\\.)?(\\d{1,2}):(\\d{2})(?::(\\d{2}))?");

    private Spans() {}

    static Optional<Duration> read(String text) {
        for (var form : new Pattern[] {UNITS, CLOCK}) {
            var match = form.matcher(text);
            if (!text.isEmpty() && match.matches()) {
                return Optional.of(Duration.ofDays(number(match.group(1)))
                        .plusHours(number(match.group(2)))
                        .plusMinutes(number(match.group(3)))
                        .plusSeconds(number(match.group(4))));
            }
        }
        return Optional.empty();
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
