package io.oriel.certs.log;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sends {@code java.util.logging}, and with slf4j-jdk14 slf4j too, to standard error. */
public final class Logging {

    private Logging() {}

    /** Replaces whatever logging there was. Called once, first thing in {@code main}. */
    public static void start(String program, boolean json) {
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        LogManager.getLogManager().reset();
        var handler = new ConsoleHandler();
        try {
            handler.setEncoding(StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("this JDK lacks UTF-8", e);
        }
        handler.setLevel(Level.ALL);
        handler.setFormatter(json ? new JsonFormatter(program) : new LogfmtFormatter(program));
        var root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
        // another kind stands there when somebody logged before this call, as in a test
        if (LogManager.getLogManager() instanceof LastingLogManager manager) {
            manager.last();
        }
    }
}
