package io.oriel.loadtest.lab;

import java.time.Duration;
import java.util.List;

/**
 * Heartbeats of guests whose names begin with {@value #NAMED}: each writes its uptime in seconds on its serial console,
 * once a second. A guest that was started anew would begin at nothing again.
 */
public final class Hearts {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** How the names of guests with a heart begin; the demo template's greeting knows it. */
    public static final String NAMED = "heart-";

    private final Laboratory laboratory;

    public Hearts(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    /** Waits until a guest's heart beats. */
    public void awaitFirst(int host, Object vm) {
        Await.until(
                "the heart of " + vm + " beats", PATIENCE, () -> beats(host, vm).size() >= 2);
    }

    /** A guest's uptimes as its serial log on this host tells them, in order. */
    public List<Long> beats(int host, Object vm) {
        return laboratory
                .serial(host, vm)
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .toList();
    }

    /** Waits for so many beats later than all of before. */
    public void await(int host, Object vm, int more) {
        long last = beats(host, vm).stream().mapToLong(beat -> beat).max().orElse(-1);
        Await.until(
                "the heart of " + vm + " goes on on host " + host,
                PATIENCE,
                () -> beats(host, vm).stream().filter(beat -> beat > last).count() >= more);
    }
}
