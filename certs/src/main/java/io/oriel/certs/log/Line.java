package io.oriel.certs.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/** What both formats say of one event, in order, and how text is made harmless. */
final class Line {

    private static final Pattern NOT_OF_A_KEY = Pattern.compile("[^A-Za-z0-9_.-]");
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Line() {}

    static SequencedMap<String, String> fields(String program, ILoggingEvent event) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("time", TIME.format(event.getInstant()));
        fields.put("level", level(event.getLevel()));
        fields.put("program", program);
        var logger = event.getLoggerName();
        fields.put("logger", logger.substring(logger.lastIndexOf('.') + 1));
        fields.put("msg", event.getFormattedMessage());
        for (var pair : Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
            fields.putIfAbsent(NOT_OF_A_KEY.matcher(pair.key).replaceAll("_"), String.valueOf(pair.value));
        }
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            fields.put("error", chain(proxy.getThrowable()));
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                fields.put("stack", stack(proxy.getThrowable()));
            }
        }
        return fields;
    }

    private static String level(Level level) {
        return level.isGreaterOrEqual(Level.INFO) ? level.toString().toLowerCase(Locale.ROOT) : "debug";
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
