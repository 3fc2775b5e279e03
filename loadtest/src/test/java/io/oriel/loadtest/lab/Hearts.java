package io.oriel.loadtest.lab;

import java.time.Duration;
import java.util.List;

/**
 * Heartbeats of guests: each writes its uptime in seconds on its serial console, once a second. A guest that was started
 * anew would begin at nothing again.
 */
public final class Hearts {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String BEAT = "while :;do cut -d. -f1 /proc/uptime;sleep 1;done";

    private final Laboratory laboratory;

    public Hearts(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    /** Starts a guest's heart by typing on its keyboard. */
    public void start(int host, Object vm) {
        laboratory.type(host, vm, BEAT);
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
