package io.oriel.broker.api;

import io.oriel.broker.api.Fields.Range;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.SecondViewer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pool's policy in JSON: times in seconds, 0 for never, words in lower case. In a request what is missing stays as it
 * is.
 */
record PolicyBody(
        @Nullable Long idleSeconds,
        @Nullable String onIdle,
        @Nullable Long disconnectedSeconds,
        @Nullable String onDisconnect,
        @Nullable Long longestSessionSeconds,
        @Nullable String refresh,
        @Nullable Long refreshDays,
        @Nullable Long unusedSeconds,
        @Nullable List<String> refusedChannels,
        @Nullable String secondViewer) {
    private static final long TEN_YEARS = Duration.ofDays(3650).toSeconds();
    private static final int MOST_DAYS = 3650;

    static PolicyBody of(PoolPolicy policy) {
        return new PolicyBody(
                seconds(policy.idle()),
                word(policy.onIdle()),
                seconds(policy.disconnected()),
                word(policy.onDisconnect()),
                seconds(policy.longestSession()),
                word(policy.refresh()),
                policy.refreshDays().map(Integer::longValue).orElse(null),
                policy.unused().toSeconds(),
                policy.refusedChannels().stream().sorted().map(PolicyBody::word).toList(),
                word(policy.secondViewer()));
    }

    /** The policy with what this says; faults are noted. */
    PoolPolicy over(PoolPolicy before, Fields fields) {
        var cycle = refresh == null ? before.refresh() : fields.word("refresh", refresh, Refresh.class);
        return new PoolPolicy(
                time(fields, "idleSeconds", idleSeconds, before.idle()),
                onIdle == null ? before.onIdle() : fields.word("onIdle", onIdle, EndAction.class),
                time(fields, "disconnectedSeconds", disconnectedSeconds, before.disconnected()),
                onDisconnect == null
                        ? before.onDisconnect()
                        : fields.word("onDisconnect", onDisconnect, EndAction.class),
                time(fields, "longestSessionSeconds", longestSessionSeconds, before.longestSession()),
                cycle,
                cycle == Refresh.EVERY_DAYS ? days(fields, before) : days(fields),
                time(fields, "unusedSeconds", unusedSeconds, Optional.of(before.unused()))
                        .orElse(Duration.ZERO),
                refusedChannels == null ? before.refusedChannels() : channels(fields, refusedChannels),
                secondViewer == null
                        ? before.secondViewer()
                        : fields.word("secondViewer", secondViewer, SecondViewer.class));
    }

    private Optional<Integer> days(Fields fields, PoolPolicy before) {
        return refreshDays == null ? before.refreshDays() : days(fields);
    }

    private Optional<Integer> days(Fields fields) {
        return refreshDays == null
                ? Optional.empty()
                : Optional.of((int) fields.number("refreshDays", refreshDays, 1, new Range(1, MOST_DAYS)));
    }

    private static Optional<Duration> time(
            Fields fields, String field, @Nullable Long seconds, Optional<Duration> before) {
        if (seconds == null) {
            return before;
        }
        long given = fields.number(field, seconds, 0, new Range(0, TEN_YEARS));
        return given == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(given));
    }

    private static Set<ChannelKind> channels(Fields fields, List<String> words) {
        var channels = EnumSet.noneOf(ChannelKind.class);
        words.forEach(word -> channels.add(fields.word("refusedChannels", word, ChannelKind.class)));
        return channels;
    }

    private static @Nullable Long seconds(Optional<Duration> time) {
        return time.map(Duration::toSeconds).orElse(0L);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
