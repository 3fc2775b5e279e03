package io.oriel.display.grant;

import java.util.concurrent.CompletionStage;

/**
 * The gateway's one door to the control plane. Never blocks; stages complete on any thread and never exceptionally.
 */
public interface Grants {

    /** Exchanges a ticket for a grant, once. */
    CompletionStage<Redemption> redeem(RedeemRequest request);

    /** Asks for a live session's console again. */
    CompletionStage<Reopening> reopen(SessionId session);

    /** Asks which host a live session's desktop is on, or is moving to. */
    CompletionStage<Whereabouts> whereabouts(SessionId session);

    /** Tells of all live and newly closed sessions. */
    CompletionStage<Receipt> report(GatewayReport report);
}
