package io.oriel.certs.log;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** The same fields as {@link LogfmtFormatter} as one JSON object per line. */
final class JsonFormatter extends Formatter {

    private final String program;

    JsonFormatter(String program) {
        this.program = program;
    }

    @Override
    public String format(LogRecord event) {
        return Line.json(Line.fields(program, event, this));
    }
}
