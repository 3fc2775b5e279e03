package io.oriel.certs.log;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** {@code time=… level=info program=… logger=… msg="…"}: one event, one line. */
final class LogfmtFormatter extends Formatter {

    private final String program;

    LogfmtFormatter(String program) {
        this.program = program;
    }

    @Override
    public String format(LogRecord event) {
        return Line.logfmt(Line.fields(program, event, this));
    }
}
