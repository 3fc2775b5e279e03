package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.EstateView;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.session.Session;
import io.oriel.broker.session.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/sessions}: who sits before which desktop. */
@RestController
@RequestMapping("/api/v1")
class EstateController {
    private final EstateView view;

    EstateController(EstateView view) {
        this.view = view;
    }

    record ShownSession(
            String id,
            String user,
            String vm,
            String vmName,
            String protocol,
            String state,
            long lastedSeconds,
            Optional<Long> idleSeconds) {
        static ShownSession of(Session session) {
            return new ShownSession(
                    session.id().toString(),
                    session.user().value(),
                    session.vm().toString(),
                    session.vmName(),
                    session.protocol().name(),
                    switch (session.state()) {
                        case SessionState.Pending() -> "pending";
                        case SessionState.Active() -> "active";
                        case SessionState.Closed(var reason) -> "closed";
                    },
                    session.lasted().toSeconds(),
                    session.idle().map(Duration::toSeconds));
        }
    }

    @Allowed(UseCase.SESSION_LIST)
    @GetMapping("/sessions")
    List<ShownSession> sessions(ServerWebExchange exchange) {
        return view.sessions(Actor.of(exchange)).stream().map(ShownSession::of).toList();
    }
}
