package io.oriel.pool.estate;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How long the desktops of a pool may be used and left alone, and what may pass in and out. Times are whole seconds.
 *
 * @param idle after so long without a key or a movement {@code onIdle} is done; empty: never
 * @param disconnected after so long without a connection {@code onDisconnect} is done; empty: never
 * @param longestSession after so long a session is ended; empty: never
 * @param refreshDays for {@link Refresh#EVERY_DAYS}, 1–3650; else empty
 * @param unused a desktop whose user has not come for so long is taken back; zero: never
 * @param secondViewer when a person opens a desktop that they have open already
 */
public record PoolPolicy(
        Optional<Duration> idle,
        EndAction onIdle,
        Optional<Duration> disconnected,
        EndAction onDisconnect,
        Optional<Duration> longestSession,
        Refresh refresh,
        Optional<Integer> refreshDays,
        Duration unused,
        Set<ChannelKind> refusedChannels,
        SecondViewer secondViewer) {

    private static final Duration UNUSED = Duration.ofSeconds(631);

    public PoolPolicy {
        refusedChannels = Set.copyOf(refusedChannels);
    }

    /** Nothing is ended or refused; only a desktop that goes back to the pool and that nobody comes for is taken back. */
    public static PoolPolicy standard(PoolKind kind, boolean stateless) {
        return new PoolPolicy(
                Optional.empty(),
                EndAction.NOTHING,
                Optional.empty(),
                EndAction.NOTHING,
                Optional.empty(),
                stateless ? Refresh.AT_GIVE_BACK : Refresh.NEVER,
                Optional.empty(),
                kind == PoolKind.AUTOMATIC ? UNUSED : Duration.ZERO,
                Set.of(),
                SecondViewer.TAKE_OVER);
    }
}
