package io.oriel.portal.admin;

import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.portal.page.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * A form: what stands in its fields, and what is wrong with them. What was typed is kept after a refusal. The fields have
 * the names that the API gives them.
 *
 * <p>For one request's thread.
 */
final class Form {
    private final Map<String, List<String>> typed;
    private final Map<String, String> faults = new LinkedHashMap<>();
    private final List<Wrong> wrong = new ArrayList<>();
    private final Words words;

    private Form(Map<String, List<String>> typed, Words words) {
        this.typed = typed;
        this.words = words;
    }

    /** What was posted. */
    static Form posted(ServerWebExchange exchange, Words words) {
        var data = exchange.getFormData().block();
        return new Form(data == null ? Map.of() : data, words);
    }

    /** A form that nobody has touched. */
    static Form filled(Map<String, String> values, Words words) {
        var all = new LinkedHashMap<String, List<String>>();
        values.forEach((field, value) -> all.put(field, List.of(value)));
        return new Form(all, words);
    }

    /** The same form with several choices of one field. */
    Form choosing(String field, List<String> values) {
        var all = new LinkedHashMap<>(typed);
        all.put(field, List.copyOf(values));
        return new Form(all, words);
    }

    /** What stands in a field. */
    public String value(String field) {
        var values = typed.getOrDefault(field, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** Whether this is among what was chosen. */
    public boolean on(String field, String value) {
        return typed.getOrDefault(field, List.of()).contains(value);
    }

    /** What is wrong with a field; null when nothing is. */
    public @Nullable String fault(String field) {
        return faults.get(field);
    }

    /** All that is wrong, by field. */
    public Map<String, String> getFaults() {
        return faults;
    }

    /** The ids of what describes a field; null when nothing does. */
    public @Nullable String described(String field, boolean hint) {
        var fault = faults.containsKey(field);
        return hint ? field + "-hint" + (fault ? " " + field + "-err" : "") : fault ? field + "-err" : null;
    }

    /** The text, without the spaces around it. */
    String text(String field) {
        return value(field).strip();
    }

    /** The text, when there is any. */
    Optional<String> given(String field) {
        return Optional.of(text(field)).filter(text -> !text.isEmpty());
    }

    /** The text, or null. */
    @Nullable
    String orNull(String field) {
        return given(field).orElse(null);
    }

    /** Whether a box is ticked. */
    boolean ticked(String field) {
        return !typed.getOrDefault(field, List.of()).isEmpty();
    }

    /** All that was chosen. */
    List<String> chosen(String field) {
        return typed.getOrDefault(field, List.of());
    }

    /** The whole number, null when nothing was typed; what is none, or out of its range, is noted. */
    @Nullable
    Long number(String field, long least, long most) {
        var text = text(field);
        if (text.isEmpty()) {
            return null;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the range
        }
        var message = words.say("form.range", least, most);
        wrong.add(new Wrong(field, "range", message));
        faults.putIfAbsent(field, message);
        return null;
    }

    /** What has been found wrong so far. */
    List<Wrong> wrong() {
        return List.copyOf(wrong);
    }

    /** Notes what is wrong with a field; the first word counts. */
    void wrong(String field, String message) {
        faults.putIfAbsent(field, message);
    }
}
