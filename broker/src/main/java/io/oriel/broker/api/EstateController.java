package io.oriel.broker.api;

import io.oriel.broker.operation.EstateView;
import io.oriel.pool.event.Event;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/events}: what an administrator looks at. */
@RestController
@RequestMapping("/api/v1")
class EstateController {
    private final EstateView view;

    EstateController(EstateView view) {
        this.view = view;
    }

    record ShownEvent(
            String at,
            String severity,
            String text,
            Optional<String> vm,
            Optional<String> pool,
            Optional<String> host,
            Optional<String> user,
            Optional<String> correlation) {
        static ShownEvent of(Event event) {
            return new ShownEvent(
                    event.at().toString(),
                    event.severity().name().toLowerCase(Locale.ROOT),
                    event.text(),
                    event.vm().map(Object::toString),
                    event.pool().map(Object::toString),
                    event.host().map(Object::toString),
                    event.user().map(Object::toString),
                    event.correlation());
        }
    }

    @GetMapping("/events")
    List<ShownEvent> events(ServerWebExchange exchange, @RequestParam(defaultValue = "100") int max) {
        return view.events(Actor.of(exchange), max).stream().map(ShownEvent::of).toList();
    }
}
