package io.oriel.display.relay;

import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.grant.Whereabouts;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link that follows its session's desktop to the host to which it moves, or has just moved. */
record Following(GatewaySession session, Moves.Heading heading) {
    private static final Logger log = LoggerFactory.getLogger(Following.class);

    /** What a link that follows learns of the way. */
    sealed interface Way {
        /** The desktop's console is there. */
        record To(ConsoleTarget console) implements Way {}

        /** The control plane has ended the session. */
        record SessionOver() implements Way {}

        /** Nobody knows just now. */
        record Unknown() implements Way {}
    }

    /** A client that was told to begin anew shows its used ticket once more. Empty for every other ticket. */
    static Optional<Following> anew(GatewaySessions sessions, TicketHash ticket) {
        return sessions.expecting(ticket)
                .flatMap(session -> session.moves().beginAnew().map(to -> new Following(session, to)));
    }

    /** A later link of a session. Empty when it leads to the host on which the session is. */
    static Optional<Following> later(GatewaySession session, Relay link, boolean main) {
        var moves = session.moves();
        return (main ? moves.arrive(link) : moves.heading()).map(to -> new Following(session, to));
    }

    /** Waits until the control plane has said where the desktop is, and tells that on the link's own loop. */
    void ask(Executor loop, Consumer<Way> told) {
        heading.to()
                .whenComplete((answer, failure) -> loop.execute(
                        () -> told.accept(way(failure == null ? answer : new Whereabouts.Unknown("not asked")))));
    }

    private Way way(Whereabouts answer) {
        return switch (answer) {
            case Whereabouts.At there -> new Way.To(session.consoleAt(there, heading.port()));
            case Whereabouts.Closed() -> new Way.SessionOver();
            case Whereabouts.Unknown(var why) -> {
                log.atWarn()
                        .addKeyValue("session", session.id())
                        .addKeyValue("why", why)
                        .log("moving desktop not followed");
                yield new Way.Unknown();
            }
        };
    }

    /** A console that went away may have gone to another host: only the control plane knows. Told from any thread. */
    static void whyGone(GatewaySession session, Grants grants, Consumer<CloseReason> told) {
        var left = session.console().address();
        grants.whereabouts(session.id())
                .whenComplete((answer, _) -> told.accept(
                        answer instanceof Whereabouts.At(var address, var _) && !address.equals(left)
                                ? CloseReason.MOVED
                                : CloseReason.CONSOLE_CLOSED));
    }
}
