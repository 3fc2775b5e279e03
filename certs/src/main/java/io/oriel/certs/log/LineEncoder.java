package io.oriel.certs.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** One event, one line: {@code time=… level=info program=… logger=… msg=… key=value}, or the same fields as JSON. */
final class LineEncoder extends EncoderBase<ILoggingEvent> {

    private final String program;
    private final boolean json;

    LineEncoder(String program, boolean json) {
        this.program = program;
        this.json = json;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var fields = Line.fields(program, event);
        return (json ? Line.json(fields) : Line.logfmt(fields)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
