package io.oriel.certs.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LineTest {

    private static final LoggerContext CONTEXT = new LoggerContext();

    private static LoggingEvent event(String message) {
        return event(Level.INFO, message);
    }

    private static LoggingEvent event(Level level, String message) {
        var event = new LoggingEvent();
        event.setLoggerContext(CONTEXT);
        event.setLoggerName("io.oriel.broker.Login");
        event.setLevel(level);
        event.setMessage(message);
        event.setInstant(Instant.parse("2026-11-22T20:00:00Z"));
        return event;
    }

    private static String logfmt(LoggingEvent event) {
        return new String(new LineEncoder("broker", false).encode(event), StandardCharsets.UTF_8);
    }

    private static String json(LoggingEvent event) {
        return new String(new LineEncoder("broker", true).encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void oneEventIsOneLine() {
        assertThat(logfmt(event("ready")))
                .isEqualTo("time=2026-11-22T20:00:00.000Z level=info program=broker logger=Login msg=ready\n");
        assertThat(json(event("it is \"up\"")))
                .isEqualTo("{\"time\":\"2026-11-22T20:00:00.000Z\",\"level\":\"info\",\"program\":\"broker\","
                        + "\"logger\":\"Login\",\"msg\":\"it is \\\"up\\\"\"}\n");
    }

    @Test
    void keysStandBesideTheMessageAndCannotPassForAField() {
        // Given
        var event = event("link relayed");
        event.addKeyValuePair(new KeyValuePair("client", "10.0.0.7"));
        event.addKeyValuePair(new KeyValuePair("level", "error"));
        event.addKeyValuePair(new KeyValuePair("a b=c", "x y"));

        // Then
        assertThat(logfmt(event)).endsWith(" logger=Login msg=\"link relayed\" client=10.0.0.7 a_b_c=\"x y\"\n");
        assertThat(json(event))
                .endsWith("\"client\":\"10.0.0.7\",\"a_b_c\":\"x y\"}\n")
                .contains("\"level\":\"info\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice\nlevel=error msg=forged",
                "alice\r\nlevel=error msg=forged",
                "alice\u2028level=error",
                "alice\u001b[2J\u001b]0;title\u0007",
                "alice\u0085next",
                "alice\u202egnp.exe",
                "quote\" level=error \"",
                "back\\slash\\",
                "nul\0",
            })
    void A31_whatAnAttackerSendsStaysInsideItsValue(String hostile) {
        // When
        var line = logfmt(event(hostile));
        var object = json(event(hostile));

        // Then
        assertThat(line).startsWith("time=2026-11-22T20:00:00.000Z level=info ");
        assertHarmless(line);
        assertHarmless(object);
        assertThat(line.substring(line.indexOf("msg="))).matches("msg=\"(?:[^\"\\\\]|\\\\.)*\"\n");
    }

    private static void assertHarmless(String line) {
        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1))
                .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\u0085]");
    }

    @Test
    void errorsNameTheirCausesAndFaultsShowWhere() {
        // Given
        var event = event(Level.ERROR, "failed");
        event.setThrowableProxy(
                new ThrowableProxy(new IllegalStateException("outer", new IllegalArgumentException("in\nner"))));

        // When
        var line = logfmt(event);

        // Then
        assertThat(line)
                .contains("level=error")
                .contains("error=\"java.lang.IllegalStateException: outer because"
                        + " java.lang.IllegalArgumentException: in\\nner\"")
                .contains("stack=\"io.oriel.certs.log.LineTest");
    }
}
