package io.oriel.broker.api;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.pool.PoolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects every field of a request that is wrong, so that the answer names them all at once. */
final class Fields {
    private final List<Wrong> wrong = new ArrayList<>();

    /** The text, which must be there and not blank. */
    String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            wrong.add(new Wrong(field, "required", field + " is required"));
            return "";
        }
        return value;
    }

    /** The text, which must be there and have this form. */
    String match(String field, @Nullable String value, String form) {
        var text = text(field, value);
        if (!text.isEmpty() && !text.matches(form)) {
            wrong.add(new Wrong(field, "form", field + " has a character that cannot be there, or is too long"));
        }
        return text;
    }

    /** The number, which must lie in a range; the fallback when it is not given. */
    long number(String field, @Nullable Long value, long fallback, Range range) {
        long given = value == null ? fallback : value;
        if (given < range.from() || given > range.to()) {
            wrong.add(new Wrong(field, "range", field + " lies between " + range.from() + " and " + range.to()));
        }
        return given;
    }

    /** One of the words of an enumeration, in any case, with '-' or '_' between its parts; the first one when it is none. */
    <E extends Enum<E>> E word(String field, String text, Class<E> words) {
        var all = List.of(words.getEnumConstants());
        return all.stream()
                .filter(it -> it.name().equalsIgnoreCase(text.strip().replace('-', '_')))
                .findFirst()
                .orElseGet(() -> {
                    var known = all.stream()
                            .map(it -> it.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
                    wrong(field, "word", field + " is one of " + known);
                    return all.getFirst();
                });
    }

    /** Both ends included. */
    record Range(long from, long to) {}

    /** Notes a wrong field. */
    void wrong(String field, String rule, String message) {
        wrong.add(new Wrong(field, rule, message));
    }

    /** Notes a fault that the estate has found, unless the field is known to be wrong. */
    void also(PoolException.Fault fault) {
        if (wrong.stream().noneMatch(it -> it.field().startsWith(fault.field()))) {
            wrong(fault.field(), fault.rule(), fault.message());
        }
    }

    /** What has been wrong so far. */
    List<Wrong> found() {
        return List.copyOf(wrong);
    }

    /** Refuses the request if any field was wrong. */
    void check() {
        if (!wrong.isEmpty()) {
            throw new BrokerException(wrong);
        }
    }
}
