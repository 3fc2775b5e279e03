package io.oriel.display.grant;

import java.util.List;

/**
 * What a gateway tells of itself: everything, each time.
 *
 * @param leaving it takes no more sessions, because it is about to stop
 * @param sessions all that live, and the ended ones not yet told
 */
public record GatewayReport(boolean leaving, List<SessionReport> sessions) {
    public GatewayReport {
        sessions = List.copyOf(sessions);
    }
}
