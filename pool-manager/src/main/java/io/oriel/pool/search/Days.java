package io.oriel.pool.search;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Dates as people write them: {@code TODAY}, {@code Monday} for the last one before today, or a date, with a time or without. */
final class Days {
    static final String RULE = "TODAY, YESTERDAY, a day of the last week such as MONDAY, or a date such as 2026-11-30,"
            + " \"2026-11-30 14:05\", 11/30/2026 or \"Nov 30, 2026\"";

    private static final List<DateTimeFormatter> DATES = Stream.of(
                    "uuuu-M-d", "M/d/uuuu", "M/d/uu", "MMM d, uuuu", "MMMM d, uuuu", "EEEE, MMMM d, uuuu")
            .map(Days::format)
            .toList();
    private static final List<DateTimeFormatter> TIMES = Stream.of(
                    "uuuu-M-d'T'H:m", "uuuu-M-d H:m", "M/d/uuuu H:m", "M/d/uuuu h:m a", "M/d/uu h:m a")
            .map(Days::format)
            .toList();
    private static final List<DateTimeFormatter> SECONDS = Stream.of(
                    "uuuu-M-d'T'H:m:s", "uuuu-M-d H:m:s", "MMM d, uuuu h:m:s a")
            .map(Days::format)
            .toList();

    private static final ZonedDateTime ANY_DAY = Instant.EPOCH.atZone(ZoneOffset.UTC);

    private Days() {}

    /** From an instant up to another one. */
    record Stretch(Instant from, Instant until) {
        boolean holds(Relation relation, Instant at) {
            return switch (relation) {
                case IS -> !at.isBefore(from) && at.isBefore(until);
                case MORE -> at.isAfter(from);
                case LESS -> at.isBefore(from);
                case NOT, AT_MOST, AT_LEAST -> throw new IllegalStateException("dates with " + relation);
            };
        }
    }

    /** The words that name a day. */
    static List<String> words() {
        var words = new ArrayList<>(List.of("TODAY", "YESTERDAY"));
        Arrays.stream(DayOfWeek.values()).map(DayOfWeek::name).forEach(words::add);
        return words;
    }

    /** Whether a text means anything, whatever day it is. */
    static boolean known(String text) {
        return read(text, ANY_DAY).isPresent();
    }

    /** What a text means now; empty when it means nothing. */
    static Optional<Stretch> read(String text, ZonedDateTime now) {
        return day(text, now.toLocalDate())
                .map(day -> new Stretch(
                        day.atStartOfDay(now.getZone()).toInstant(),
                        day.plusDays(1).atStartOfDay(now.getZone()).toInstant()))
                .or(() -> time(text, TIMES).map(at -> stretch(at.atZone(now.getZone()), ChronoUnit.MINUTES)))
                .or(() -> time(text, SECONDS).map(at -> stretch(at.atZone(now.getZone()), ChronoUnit.SECONDS)))
                .or(() -> offset(text).map(at -> stretch(at.toZonedDateTime(), ChronoUnit.SECONDS)));
    }

    private static Stretch stretch(ZonedDateTime at, ChronoUnit unit) {
        return new Stretch(at.toInstant(), at.toInstant().plus(Duration.of(1, unit)));
    }

    private static Optional<LocalDate> day(String text, LocalDate today) {
        var word = text.toUpperCase(Locale.ROOT);
        if (word.equals("TODAY")) {
            return Optional.of(today);
        }
        if (word.equals("YESTERDAY")) {
            return Optional.of(today.minusDays(1));
        }
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> day.name().equals(word))
                .findFirst()
                .map(day -> today.with(TemporalAdjusters.previous(day)))
                .or(() -> first(DATES, format -> LocalDate.parse(text, format)).filter(date -> sane(date.getYear())));
    }

    private static Optional<LocalDateTime> time(String text, List<DateTimeFormatter> formats) {
        return first(formats, format -> LocalDateTime.parse(text, format)).filter(at -> sane(at.getYear()));
    }

    private static Optional<OffsetDateTime> offset(String text) {
        return first(List.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME), format -> OffsetDateTime.parse(text, format))
                .filter(at -> sane(at.getYear()));
    }

    /** Years with which nothing overflows. */
    private static boolean sane(int year) {
        return year > 0 && year < 10_000;
    }

    private interface Reading<T> {
        T by(DateTimeFormatter format);
    }

    private static <T> Optional<T> first(List<DateTimeFormatter> formats, Reading<T> reading) {
        for (var format : formats) {
            try {
                return Optional.of(reading.by(format));
            } catch (DateTimeParseException e) {
                // perhaps the next form
            }
        }
        return Optional.empty();
    }

    private static DateTimeFormatter format(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.US)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
