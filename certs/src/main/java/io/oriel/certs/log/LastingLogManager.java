package io.oriel.certs.log;

import java.util.logging.LogManager;

/**
 * Keeps the log going while the JVM shuts down. The JDK's own takes the handlers away as soon as shutdown begins, and
 * what a program says of its last acts is lost. Public only because the JDK makes it by name.
 */
public final class LastingLogManager extends LogManager {

    private volatile boolean lasting;

    /** From now on the handlers stay. */
    void last() {
        lasting = true;
    }

    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }
}
