package io.oriel.broker.presence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Presence in this process's memory.
 *
 * <p>Holds at most 200,000 counts. Somebody who makes more keys than that pushes out the least used ones, which cannot be
 * the counts by address that limit them.
 */
public final class LocalPresence implements Presence {
    private static final long MOST = 200_000;

    private final Ticker ticker;
    private final Cache<String, Window> windows;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    public LocalPresence(Ticker ticker) {
        this.ticker = ticker;
        this.windows = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(MOST)
                .expireAfter(Expiry.writing((String key, Window window) -> left(window)))
                .build();
    }

    private record Window(long times, long ends) {}

    @Override
    public Count add(String key, Duration window) {
        var now = windows.asMap()
                .merge(
                        key,
                        new Window(1, ticker.read() + window.toNanos()),
                        (old, fresh) -> new Window(old.times() + 1, old.ends()));
        return new Count(now.times(), left(now));
    }

    @Override
    public void takeBack(String key) {
        windows.asMap().computeIfPresent(key, (same, old) -> new Window(Math.max(0, old.times() - 1), old.ends()));
    }

    @Override
    public void forget(String key) {
        windows.invalidate(key);
    }

    @Override
    public void nudge(String text) {
        listeners.forEach(listener -> listener.accept(text));
    }

    @Override
    public AutoCloseable onNudge(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        windows.invalidateAll();
    }

    private Duration left(Window window) {
        return Duration.ofNanos(Math.max(1, window.ends() - ticker.read()));
    }
}
