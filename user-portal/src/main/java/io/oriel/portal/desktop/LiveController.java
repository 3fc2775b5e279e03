package io.oriel.portal.desktop;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.UseCase;
import io.oriel.host.api.VmId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The live part of the desktops page: whole rendered fragments when something changed, and pictures of screens.
 *
 * <p>A stream sends at most four fragments a second, the newest wins; a tick every five seconds tells the page that it is
 * alive. All streams end when the application closes: an open one would hold the shutdown until its deadline.
 */
@Controller
class LiveController {
    private static final Logger LOG = LoggerFactory.getLogger(LiveController.class);
    private static final Duration REST = Duration.ofMillis(250);
    private static final Duration TICK = Duration.ofSeconds(5);

    /** Looked at even when nothing was heard: a pool may have been opened to this person since the stream began. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(20);

    private final Desktops desktops;
    private final DesktopsView view;
    private final Sinks.Empty<Void> closing = Sinks.empty();
    private final Scheduler blocking =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "live");

    LiveController(Desktops desktops, DesktopsView view) {
        this.desktops = desktops;
        this.view = view;
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closing.tryEmitEmpty();
        blocking.dispose();
    }

    @Allowed(UseCase.OWN_DESKTOPS)
    @GetMapping(path = "/desktops/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @ResponseBody
    Flux<ServerSentEvent<String>> stream(
            @AuthenticationPrincipal User user,
            @RequestParam(required = false) @Nullable UUID open,
            ServerWebExchange exchange) {
        Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        var opening = open == null ? null : open.toString();
        return token.flatMapMany(csrf -> Flux.merge(
                        Flux.merge(changes(user), Flux.interval(LOOK_AGAIN).map(_ -> true))
                                .onBackpressureLatest()
                                .concatMap(
                                        _ -> fragment(user, opening, csrf.getToken())
                                                .concatWith(rest()),
                                        1)
                                .distinctUntilChanged()
                                .map(html -> event("desktops", html)),
                        Flux.interval(TICK).onBackpressureDrop().map(_ -> event("tick", "")))
                .takeUntilOther(closing.asMono()));
    }

    private Flux<Boolean> changes(User user) {
        return Flux.create(
                sink -> {
                    var watch = desktops.watch(user, () -> sink.next(true));
                    sink.onDispose(() -> {
                        try {
                            watch.close();
                        } catch (Exception e) {
                            LOG.atWarn().setCause(e).log("a watch did not end");
                        }
                    });
                    sink.next(true);
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    private Mono<String> fragment(User user, @Nullable String open, String csrf) {
        return Mono.fromCallable(() -> view.fragment(user, open, csrf))
                .subscribeOn(blocking)
                .onErrorResume(e -> {
                    LOG.atWarn()
                            .setCause(e)
                            .addKeyValue("user", user.id().value())
                            .log("a live fragment failed");
                    return Mono.empty();
                });
    }

    private static Mono<String> rest() {
        return Mono.delay(REST).then(Mono.empty());
    }

    private static ServerSentEvent<String> event(String name, String text) {
        return ServerSentEvent.builder(text).event(name).build();
    }

    /** A desktop's screen as PNG; nothing while it has none, or is not theirs. */
    @Allowed(UseCase.OWN_DESKTOPS)
    @GetMapping("/desktops/{id}/thumbnail")
    ResponseEntity<byte[]> thumbnail(@AuthenticationPrincipal User user, @PathVariable UUID id) {
        return desktops.thumbnail(user, new VmId(id))
                .map(picture -> ResponseEntity.ok()
                        .contentType(MediaType.IMAGE_PNG)
                        .cacheControl(CacheControl.noStore())
                        .body(picture))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
