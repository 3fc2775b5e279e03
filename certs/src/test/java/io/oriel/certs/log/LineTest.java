package io.oriel.certs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {

    private final Formatter logfmt = new LogfmtFormatter("broker");
    private final Formatter json = new JsonFormatter("broker");

    private static LogRecord event(String message) {
        var event = new LogRecord(Level.INFO, message);
        event.setLoggerName("io.oriel.broker.Login");
        event.setInstant(Instant.parse("2026-11-22T20:00:00Z"));
        return event;
    }

    @Test
    void oneEventIsOneLine() {
        assertThat(logfmt.format(event("ready")))
                .isEqualTo("time=2026-11-22T20:00:00.000Z level=info program=broker logger=Login msg=ready\n");
        assertThat(json.format(event("it is \"up\"")))
                .isEqualTo("{\"time\":\"2026-11-22T20:00:00.000Z\",\"level\":\"info\",\"program\":\"broker\","
                        + "\"logger\":\"Login\",\"msg\":\"it is \\\"up\\\"\"}\n");
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
        var line = logfmt.format(event(hostile));
        var object = json.format(event(hostile));

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
        var event = event("failed");
        event.setLevel(Level.SEVERE);
        event.setThrown(new IllegalStateException("outer", new IllegalArgumentException("in\nner")));

        // When
        var line = logfmt.format(event);

        // Then
        assertThat(line)
                .contains("level=error")
                .contains("error=\"java.lang.IllegalStateException: outer because"
                        + " java.lang.IllegalArgumentException: in\\nner\"")
                .contains("stack=\"io.oriel.certs.log.LineTest");
    }
}
