package io.oriel.portal.desktop;

import io.oriel.broker.operation.ConnectResult;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Says what a connection that was not offered means, in a person's words. */
@Component
public class Refusals {
    private final Words words;
    private final Clock clock;

    Refusals(Words words, Clock clock) {
        this.words = words;
        this.clock = clock;
    }

    /** What happened, and what to do next. An offer is no refusal: asking for its words is a fault of the program. */
    public Notice of(ConnectResult result) {
        return switch (result) {
            case ConnectResult.Offered _ -> throw new IllegalStateException("an offer has no refusal");
            case ConnectResult.ComeBack(var _, var name, var _) -> said("starting", name);
            case ConnectResult.LimitReached(var limit) -> said("limit", limit);
            case ConnectResult.PoolExhausted(var pool) -> said("exhausted", pool);
            case ConnectResult.NotEntitled() -> said("entitled");
            case ConnectResult.NotRunning(var name, var state) -> said("notrunning", name, Words.state(state));
            case ConnectResult.NoGateway() -> said("gateway");
            case ConnectResult.OpenElsewhere(var name, var since, var address) ->
                said("elsewhere", name, Words.age(Duration.between(since, clock.instant())), address);
            case ConnectResult.NoDisplay(var name, var protocol) ->
                said(protocol == DisplayProtocol.RFB ? "display.browser" : "display.viewer", name);
        };
    }

    private Notice said(String key, Object... values) {
        return Notice.refused(words.say("refused." + key, values), words.say("refused." + key + ".next", values));
    }
}
