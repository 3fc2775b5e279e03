package io.oriel.display.grant;

import java.util.Map;
import java.util.Optional;

/**
 * One session as its gateway sees it; an item of {@code PUT /gateway/v1/sessions}, which lists all live and all newly
 * closed ones.
 *
 * @param links live connections; 0 when closed
 * @param bytesToClient since the session's first link
 * @param idleSeconds since the last key or pointer event
 * @param refused how often policy has kept what from passing, since the session's first link; only what it has
 * @param closed why it ended; empty while it lives
 */
public record SessionReport(
        SessionId session,
        int links,
        long bytesToClient,
        long bytesToDesktop,
        long idleSeconds,
        Map<Passage, Long> refused,
        Optional<CloseReason> closed) {
    public SessionReport {
        refused = Map.copyOf(refused);
    }
}
