package io.oriel.broker.api;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.SessionAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.session.OpenSession;
import io.oriel.broker.session.SessionState;
import io.oriel.display.grant.ChannelReport;
import io.oriel.display.grant.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/sessions}: who sits before which desktop. */
@RestController
@RequestMapping("/api/v1/sessions")
class SessionsController {
    private final SessionAdmin sessions;

    SessionsController(SessionAdmin sessions) {
        this.sessions = sessions;
    }

    /** Bytes of one kind of channel. */
    record Traffic(String channel, long bytesToClient, long bytesToDesktop) {
        static Traffic of(ChannelReport report) {
            return new Traffic(report.channel(), report.bytesToClient(), report.bytesToDesktop());
        }
    }

    record Shown(
            String id,
            String user,
            String vm,
            String vmName,
            String protocol,
            String state,
            String gateway,
            String clientAddress,
            String since,
            long lastedSeconds,
            Optional<Long> idleSeconds,
            Optional<Long> roundTripMicros,
            long bytesToClient,
            long bytesToDesktop,
            List<Traffic> channels) {
        static Shown of(OpenSession open) {
            var session = open.session();
            return new Shown(
                    session.id().toString(),
                    session.user().value(),
                    session.vm().toString(),
                    session.vmName(),
                    session.protocol().name(),
                    state(session.state()),
                    open.gateway(),
                    open.clientAddress(),
                    open.since().toString(),
                    session.lasted().toSeconds(),
                    session.idle().map(Duration::toSeconds),
                    open.roundTrip().map(trip -> trip.toNanos() / 1_000),
                    open.channels().stream()
                            .mapToLong(ChannelReport::bytesToClient)
                            .sum(),
                    open.channels().stream()
                            .mapToLong(ChannelReport::bytesToDesktop)
                            .sum(),
                    open.channels().stream().map(Traffic::of).toList());
        }

        private static String state(SessionState state) {
            return switch (state) {
                case SessionState.Pending() -> "pending";
                case SessionState.Active() -> "active";
                case SessionState.Closed(var _) -> "closed";
            };
        }
    }

    @Allowed(UseCase.SESSION_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return sessions.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed(UseCase.SESSION_LIST)
    @GetMapping("/{id}")
    Shown show(ServerWebExchange exchange, @PathVariable String id) {
        return Shown.of(sessions.show(Actor.of(exchange), id(id)));
    }

    @Allowed(UseCase.SESSION_CUT)
    @PostMapping("/{id}/cut")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cut(ServerWebExchange exchange, @PathVariable String id) {
        sessions.cut(Actor.of(exchange), id(id));
    }

    private static SessionId id(String text) {
        try {
            return new SessionId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new BrokerException(Code.NOT_FOUND, "there is no session " + text, e);
        }
    }
}
