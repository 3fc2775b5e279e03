package io.oriel.certs.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sends slf4j and {@code java.util.logging} to standard error, from {@code info} up. Public with a constructor because
 * logback finds it as a service: so nothing is ever logged in another form, not even before {@link #start}.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    /** Sets the program's name and the form. Called once, first thing in {@code main}. */
    public static void start(String program, boolean json) {
        write((LoggerContext) LoggerFactory.getILoggerFactory(), program, json);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        write(context, "java", false);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void write(LoggerContext context, String program, boolean json) {
        context.reset();
        var encoder = new LineEncoder(program, json);
        encoder.setContext(context);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
    }
}
