package io.oriel.certs.log;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** What both formats say of one event, in order, and how text is made harmless. */
final class Line {

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Line() {}

    static SequencedMap<String, String> fields(String program, LogRecord event, Formatter formatter) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("time", TIME.format(event.getInstant()));
        fields.put("level", level(event.getLevel()));
        fields.put("program", program);
        var logger = String.valueOf(event.getLoggerName());
        fields.put("logger", logger.substring(logger.lastIndexOf('.') + 1));
        fields.put("msg", formatter.formatMessage(event));
        var thrown = event.getThrown();
        if (thrown != null) {
            fields.put("error", chain(thrown));
            if (event.getLevel().intValue() >= Level.SEVERE.intValue()) {
                fields.put("stack", stack(thrown));
            }
        }
        return fields;
    }

    private static String level(Level level) {
        var value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (value >= Level.WARNING.intValue()) {
            return "warn";
        }
        return value >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static String chain(Throwable thrown) {
        var text = new StringBuilder(thrown.toString());
        var cause = thrown.getCause();
        for (var depth = 0; cause != null && depth < 8; depth++) {
            text.append(" because ").append(cause);
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static String stack(Throwable thrown) {
        var text = new StringBuilder();
        for (var frame : thrown.getStackTrace()) {
            text.append(frame).append('\n');
        }
        return text.toString().strip();
    }

    /** Text between quotes, for logfmt and JSON alike: what could end a line or steer a terminal is escaped. */
    static String quoted(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (harmless(c)) {
                        quoted.append(c);
                    } else {
                        quoted.append("\\u%04x".formatted((int) c));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** False for control and format characters (line ends, escape, writing direction). Halves of a pair may pass. */
    private static boolean harmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Whether a logfmt reader takes the text for one value without quotes. */
    static boolean plain(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != '\\' && harmless((char) c));
    }

    static String logfmt(Map<String, String> fields) {
        var line = new StringBuilder();
        fields.forEach((key, value) -> line.append(line.isEmpty() ? "" : " ")
                .append(key)
                .append('=')
                .append(plain(value) ? value : quoted(value)));
        return line.append('\n').toString();
    }

    static String json(Map<String, String> fields) {
        var line = new StringBuilder();
        fields.forEach((key, value) -> line.append(line.isEmpty() ? "{" : ",")
                .append(quoted(key))
                .append(':')
                .append(quoted(value)));
        return line.append("}\n").toString();
    }
}
