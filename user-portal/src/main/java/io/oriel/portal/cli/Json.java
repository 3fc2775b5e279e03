package io.oriel.portal.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** JSON as maps, lists, text, numbers and booleans; read and written as a stream, which starts faster than binding. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** A list of objects; a server that answers anything else has a fault. */
    @SuppressWarnings("unchecked") // every element is checked to be an object, and keys of objects are text
    static List<Map<String, Object>> list(String text) {
        try {
            if (read(text) instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
                return (List<Map<String, Object>>) list;
            }
        } catch (JacksonException e) {
            throw CliException.failed("the server's answer is not JSON");
        }
        throw CliException.failed("the server's answer is not a list");
    }

    /** One object; a server that answers anything else has a fault. */
    @SuppressWarnings("unchecked") // keys of objects are text
    static Map<String, Object> object(String text) {
        try {
            if (read(text) instanceof Map<?, ?> map) {
                return (Map<String, Object>) map;
            }
        } catch (JacksonException e) {
            throw CliException.failed("the server's answer is not JSON");
        }
        throw CliException.failed("the server's answer is not an object");
    }

    /** An object inside another; empty when it is not there. */
    @SuppressWarnings("unchecked") // keys of objects are text
    static Map<String, Object> inside(Map<String, Object> object, String key) {
        return object.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** A list of objects inside another; empty when it is not there. */
    @SuppressWarnings("unchecked") // every element is checked to be an object, and keys of objects are text
    static List<Map<String, Object>> objects(Map<String, Object> object, String key) {
        return object.get(key) instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)
                ? (List<Map<String, Object>>) list
                : List.of();
    }

    /** What an RFC 9457 error says to people. */
    static Optional<String> said(String text) {
        try {
            return read(text) instanceof Map<?, ?> problem
                    ? Optional.ofNullable(problem.get("detail"))
                            .or(() -> Optional.ofNullable(problem.get("title")))
                            .map(Object::toString)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** What an RFC 9457 error says of each field; empty when it says nothing. */
    static List<Map<String, Object>> errors(String text) {
        try {
            return text.isEmpty() ? List.of() : objects(object(text), "errors");
        } catch (CliException e) {
            return List.of();
        }
    }

    static String write(Object value) {
        var text = new StringWriter();
        try (var out = FACTORY.createGenerator(text)) {
            write(out, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((name, held) -> {
                    out.writeName(String.valueOf(name));
                    write(out, held);
                });
                out.writeEndObject();
            }
            case Iterable<?> many -> {
                out.writeStartArray();
                many.forEach(each -> write(out, each));
                out.writeEndArray();
            }
            case Boolean yes -> out.writeBoolean(yes);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Object other -> out.writeString(other.toString());
        }
    }

    private static @Nullable Object read(String text) {
        try (var in = FACTORY.createParser(text)) {
            in.nextToken();
            return value(in);
        }
    }

    private static @Nullable Object value(JsonParser in) {
        var token = in.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = in.currentName();
                in.nextToken();
                map.put(name, value(in));
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(in));
            }
            return list;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return in.getLongValue();
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return in.getDoubleValue();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return token == JsonToken.VALUE_STRING ? in.getString() : null;
    }
}
