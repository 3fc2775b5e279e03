package io.oriel.loadtest.rig;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened, to be closed last first: all of it, also when one closing fails, and also when a later part could
 * not be opened. One thread.
 */
public final class Parts implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Takes charge of closing it. */
    public <T extends AutoCloseable> T add(T part) {
        open.push(part);
        return part;
    }

    /** Closes everything; throws what the first failure was, the others suppressed in it. */
    @Override
    public void close() throws Exception {
        var failures = new ArrayDeque<Exception>();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        var first = failures.poll();
        if (first != null) {
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }
}
