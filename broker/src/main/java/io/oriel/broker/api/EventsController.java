package io.oriel.broker.api;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.EstateView;
import io.oriel.broker.operation.EventAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.event.EventSeals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * {@code /api/v1/events}, all or about one object, the feed of new ones, and {@code /audit}.
 *
 * <p>The feed's ids are places in the log: whoever names the last one in {@code Last-Event-ID} misses nothing and gets
 * nothing twice. What a person may see is asked anew with every look.
 */
@RestController
@RequestMapping("/api/v1")
class EventsController {
    /** Changes on another replica are found by this. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final EstateView view;
    private final EventAdmin events;
    private final Scheduler blocking =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "events");

    EventsController(EstateView view, EventAdmin events) {
        this.view = view;
        this.events = events;
    }

    /**
     * What the chain of seals says.
     *
     * @param firstBad the first range that is not what it was sealed as
     */
    record Audit(boolean whole, long ranges, long deletedEvents, Optional<Range> firstBad) {}

    record Range(long number, int events, String first, String last, boolean deleted) {
        static Range of(EventSeals.Range range) {
            return new Range(
                    range.number(),
                    range.events(),
                    range.first().toString(),
                    range.last().toString(),
                    range.deleted());
        }
    }

    /**
     * The latest ones, newest first.
     *
     * @param object {@code vm/web-1}, {@code pool/…} or {@code host/…}, by name or id
     */
    @Allowed(UseCase.EVENT_LIST)
    @GetMapping("/events")
    List<ShownEvent> list(
            ServerWebExchange exchange,
            @RequestParam(defaultValue = "100") int max,
            @RequestParam(required = false) @Nullable String object) {
        var actor = Actor.of(exchange);
        var found =
                about(actor, object).map(id -> view.events(actor, id, max)).orElseGet(() -> view.events(actor, max));
        return found.stream().map(ShownEvent::of).toList();
    }

    @Allowed(UseCase.EVENT_LIST)
    @GetMapping(path = "/events/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<ShownEvent>> stream(
            ServerWebExchange exchange,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            @RequestParam(required = false) @Nullable String object) {
        var actor = Actor.of(exchange);
        return Flux.defer(() -> follow(actor, new Reader(actor, last, about(actor, object))))
                .subscribeOn(blocking);
    }

    private Flux<ServerSentEvent<ShownEvent>> follow(User actor, Reader reader) {
        var changes = Flux.<Boolean>create(
                sink -> {
                    var listening = events.watch(actor, _ -> sink.next(true));
                    sink.onDispose(() -> close(listening));
                },
                FluxSink.OverflowStrategy.LATEST);
        return Flux.merge(
                        Flux.interval(Duration.ZERO, LOOK)
                                .onBackpressureLatest()
                                .map(_ -> true),
                        changes)
                .onBackpressureLatest()
                .publishOn(blocking, 1)
                .concatMapIterable(_ -> reader.next(), 1);
    }

    private static void close(AutoCloseable listening) {
        try {
            listening.close();
        } catch (Exception e) {
            throw new IllegalStateException("a listener cannot be taken away", e);
        }
    }

    /** Where one stream has come to; used by one thread after the other. */
    private final class Reader {
        private final User actor;
        private final Optional<UUID> about;
        private String place;

        Reader(User actor, @Nullable String last, Optional<UUID> about) {
            this.actor = actor;
            this.about = about;
            this.place = last == null ? events.now(actor) : last;
        }

        /** What is new; without anything a comment, so that a dead connection is noticed. */
        List<ServerSentEvent<ShownEvent>> next() {
            var found = new ArrayList<ServerSentEvent<ShownEvent>>();
            EventAdmin.Part part;
            do {
                part = events.after(actor, place, about);
                place = part.place();
                part.events()
                        .forEach(event -> found.add(ServerSentEvent.builder(ShownEvent.of(event))
                                .id(event.stamp().place())
                                .event("event")
                                .build()));
            } while (part.more() && found.isEmpty());
            if (found.isEmpty()) {
                found.add(ServerSentEvent.<ShownEvent>builder().comment("").build());
            }
            return found;
        }
    }

    @Allowed(UseCase.EVENT_DISMISS)
    @DeleteMapping("/events/{number}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void dismiss(ServerWebExchange exchange, @PathVariable long number) {
        events.dismiss(Actor.of(exchange), number);
    }

    @Allowed(UseCase.AUDIT_VERIFY)
    @GetMapping("/audit")
    Audit verify(ServerWebExchange exchange) {
        return switch (events.verify(Actor.of(exchange))) {
            case EventSeals.Verdict.Whole(var ranges, var gone) -> new Audit(true, ranges, gone, Optional.empty());
            case EventSeals.Verdict.Broken(var range) ->
                new Audit(false, range.number() - 1, 0, Optional.of(Range.of(range)));
        };
    }

    private Optional<UUID> about(User actor, @Nullable String object) {
        if (object == null || object.isBlank()) {
            return Optional.empty();
        }
        var fields = new Fields();
        int slash = object.indexOf('/');
        var kind = switch (slash < 0 ? "" : object.substring(0, slash)) {
            case "vm" -> ObjectKind.VM;
            case "pool" -> ObjectKind.POOL;
            case "host" -> ObjectKind.HOST;
            default -> ObjectKind.SYSTEM;
        };
        if (kind == ObjectKind.SYSTEM) {
            fields.wrong("object", "form", "object is vm/NAME, pool/NAME or host/NAME");
        }
        fields.check();
        return Optional.of(events.object(actor, kind, object.substring(slash + 1)));
    }
}
