package io.oriel.portal.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a list is printed. */
final class Output {
    enum Form {
        TABLE,
        JSON,
        NAME
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            converter = Forms.class,
            description = "table, json, or name: one name per line")
    private Form form = Form.TABLE;

    @Option(names = "--json", description = "the same as -o json")
    private boolean json;

    static final class Forms implements picocli.CommandLine.ITypeConverter<Form> {
        @Override
        public Form convert(String text) {
            try {
                return Form.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new picocli.CommandLine.TypeConversionException("'" + text + "' is none of table, json, name");
            }
        }
    }

    /**
     * Prints these.
     *
     * @param columns keys of the objects, in order; the first is the name
     */
    void print(PrintWriter out, List<Map<String, Object>> rows, String... columns) {
        switch (form()) {
            case JSON -> out.println(Json.write(rows));
            case NAME -> rows.forEach(row -> out.println(plain(row.get(columns[0]))));
            case TABLE -> table(out, rows, columns);
        }
        out.flush();
    }

    /** Prints one object as JSON or its name alone, if that was asked for; else false, and it is the caller's. */
    boolean printed(PrintWriter out, Map<String, Object> object, String name) {
        switch (form()) {
            case JSON -> out.println(Json.write(object));
            case NAME -> out.println(name);
            case TABLE -> {
                return false;
            }
        }
        out.flush();
        return true;
    }

    /** Prints one object, a line for each of its members that is there. */
    void record(PrintWriter out, Map<String, Object> object) {
        object.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inside) {
                inside.forEach((inner, held) -> line(out, key + " " + inner, held));
            } else {
                line(out, key, value);
            }
        });
        out.flush();
    }

    private static void line(PrintWriter out, String key, @Nullable Object value) {
        if (value != null) {
            out.println(String.format(Locale.ROOT, "%-22s%s", heading(key), plain(value)));
        }
    }

    /** Whether programs read it. */
    boolean json() {
        return form() == Form.JSON;
    }

    private Form form() {
        return json ? Form.JSON : form;
    }

    private static void table(PrintWriter out, List<Map<String, Object>> rows, String... columns) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of(columns).stream().map(Output::heading).toList());
        rows.forEach(row -> lines.add(
                List.of(columns).stream().map(column -> plain(row.get(column))).toList()));
        var widths = new int[columns.length];
        lines.forEach(line -> {
            for (int i = 0; i < columns.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        lines.forEach(line -> {
            var text = new StringBuilder();
            for (int i = 0; i < columns.length; i++) {
                text.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            out.println(text.toString().stripTrailing());
        });
    }

    /** {@code memoryMiB} reads {@code MEMORY MIB}. */
    private static String heading(String key) {
        return key.replaceAll("([a-z])(?=[A-Z][a-z])", "$1 ")
                .replace("MiB", "MIB")
                .toUpperCase(Locale.ROOT);
    }

    /** A value on one line: whoever named it cannot steer the terminal. */
    static String plain(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case List<?> many -> many.stream().map(Output::plain).collect(Collectors.joining(","));
            case Object one ->
                one.toString()
                        .codePoints()
                        .map(c -> Character.isISOControl(c) ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        };
    }
}
