package io.oriel.broker.api;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import java.util.ArrayList;
import java.util.List;
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

    /** Both ends included. */
    record Range(long from, long to) {}

    /** Notes a wrong field. */
    void wrong(String field, String rule, String message) {
        wrong.add(new Wrong(field, rule, message));
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
