package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.EstateView;
import io.oriel.broker.operation.EventAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.event.Event;
import io.oriel.pool.search.Thing;
import java.util.Locale;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /events}: the latest thousand, newest first; with {@code from=ID} only those after that one.
 */
@RestController
@RequestMapping("/ovirt-engine/api/events")
class EventsController {
    private static final Kind KIND = Kind.of("events", "event", Thing.EVENTS);
    private static final int MOST = 1000;

    private final EstateView view;
    private final EventAdmin events;
    private final Listing listing;

    EventsController(EstateView view, EventAdmin events, Listing listing) {
        this.view = view;
        this.events = events;
        this.listing = listing;
    }

    @Allowed(UseCase.EVENT_LIST)
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        long from = ask.number("from").orElse(0);
        var all = view.events(ask.actor(), MOST).stream()
                .filter(it -> it.stamp().id() > from)
                .toList();
        return listing.answer(
                ask, KIND, all, new Shown<>(it -> Long.toString(it.stamp().id()), EventsController::sheet));
    }

    @Allowed(UseCase.EVENT_LIST)
    @GetMapping("/{number}")
    Reply show(ServerWebExchange exchange, @PathVariable String number) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(one(ask, number)));
    }

    /** Dismisses it: it is shown no more, and stays in the log. */
    @Allowed(UseCase.EVENT_DISMISS)
    @DeleteMapping("/{number}")
    Reply dismiss(ServerWebExchange exchange, @PathVariable String number) {
        var ask = Ask.of(exchange);
        events.dismiss(ask.actor(), one(ask, number).stamp().id());
        return Ask.gone();
    }

    private Event one(Ask ask, String number) {
        return view.events(ask.actor(), MOST).stream()
                .filter(it -> Long.toString(it.stamp().id()).equals(number))
                .findFirst()
                .orElseThrow(() -> Ask.nothing("event", number));
    }

    private static Node.Item sheet(Event it) {
        var sheet = Sheet.of("event", "events", it.stamp().id())
                .text("code", it.code().number())
                .text("correlation_id", it.correlation())
                .text("description", it.text())
                .text("index", it.stamp().id())
                .text("origin", "oVirt")
                .text("severity", it.severity().name().toLowerCase(Locale.ROOT))
                .text("time", it.at());
        it.host().ifPresent(host -> sheet.put(Sheet.ref("host", "hosts", host)));
        it.user().ifPresent(user -> sheet.put(UsersController.mention(user.value())));
        it.vm().ifPresent(vm -> sheet.put(Sheet.ref("vm", "vms", vm)));
        it.pool().ifPresent(pool -> sheet.put(Sheet.ref("vm_pool", "vmpools", pool)));
        return sheet.item();
    }
}
