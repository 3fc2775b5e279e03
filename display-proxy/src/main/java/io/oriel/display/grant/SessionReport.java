package io.oriel.display.grant;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One session as its gateway sees it.
 *
 * @param links live connections; 0 when closed
 * @param channels what was carried since the session's first link; a kind without a link so far is missing
 * @param roundTripMicros to the client, or to the load balancer before it, and back; empty while it is not known
 * @param idleSeconds since the last key or pointer event
 * @param refused how often policy has kept what from passing, since the session's first link; only what it has
 * @param closed why it ended; empty while it lives
 */
public record SessionReport(
        SessionId session,
        int links,
        List<ChannelReport> channels,
        Optional<Long> roundTripMicros,
        long idleSeconds,
        Map<Passage, Long> refused,
        Optional<CloseReason> closed) {
    public SessionReport {
        channels = List.copyOf(channels);
        refused = Map.copyOf(refused);
    }

    /** Of all channels. */
    public long bytesToClient() {
        return channels.stream().mapToLong(ChannelReport::bytesToClient).sum();
    }

    /** Of all channels. */
    public long bytesToDesktop() {
        return channels.stream().mapToLong(ChannelReport::bytesToDesktop).sum();
    }
}
