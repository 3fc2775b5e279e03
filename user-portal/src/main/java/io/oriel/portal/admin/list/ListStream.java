package io.oriel.portal.admin.list;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.EventAdmin;
import io.oriel.broker.operation.UseCase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The live part of a list: {@code rows} that look different than before, or the whole {@code list} when others stand on the
 * page. However many things there are, only what is on the page is sent.
 *
 * <p>A query is asked again at most once a second, and at least every two, because what machines use changes without an
 * event. All who look at the same page of the same query with the same rights share one asking, so that many open pages
 * cost no more than a few. All streams end when the application closes.
 */
@Controller
@RequestMapping("/admin/stream")
class ListStream {
    private static final Logger LOG = LoggerFactory.getLogger(ListStream.class);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(5);

    private final Lists lists;
    private final EventAdmin events;
    private final ITemplateEngine templates;
    private final Sinks.Empty<Void> closing = Sinks.empty();
    private final Scheduler blocking =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "lists");
    private final Map<Question, Flux<Listing>> asked = new ConcurrentHashMap<>();

    ListStream(Lists lists, BrokerModule broker, ITemplateEngine templates) {
        this.lists = lists;
        this.events = broker.events();
        this.templates = templates;
    }

    /**
     * What is asked, and by whom.
     *
     * @param sight whose rights count: all who may see everything are one
     */
    private record Question(String sight, Tab tab, String text, int page) {
        static Question of(User user, Tab tab, String text, int page) {
            return new Question(user.superUser() ? "" : user.id().value(), tab, text, page);
        }
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closing.tryEmitEmpty();
        blocking.dispose();
    }

    /** A query that cannot be searched for has a stream in which nothing happens. */
    @Allowed(UseCase.SEARCH)
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @ResponseBody
    Flux<ServerSentEvent<String>> stream(
            @AuthenticationPrincipal User user, @RequestParam String q, @RequestParam(defaultValue = "1") int page) {
        Flux<ServerSentEvent<String>> changes = Lists.tab(q)
                .map(tab -> answers(user, Question.of(user, tab, q, page)))
                .map(this::told)
                .orElseGet(Flux::never);
        return Flux.merge(changes, Flux.interval(TICK).onBackpressureDrop().map(_ -> event("tick", "")))
                .takeUntilOther(closing.asMono());
    }

    /** One stream's news: it remembers what was told last. */
    private Flux<ServerSentEvent<String>> told(Flux<Listing> answers) {
        return Flux.defer(() -> {
            var last = new Shown();
            return answers.publishOn(blocking, 1).mapNotNull(last::next);
        });
    }

    private Flux<Listing> answers(User user, Question question) {
        return asked.computeIfAbsent(
                question,
                it -> Flux.merge(changes(user), Flux.interval(LOOK_AGAIN).map(_ -> true))
                        .onBackpressureLatest()
                        .concatMap(
                                _ -> ask(user, it).concatWith(Mono.delay(REST).then(Mono.empty())), 1)
                        .distinctUntilChanged()
                        .doFinally(_ -> asked.remove(it))
                        .replay(1)
                        .refCount());
    }

    private Mono<Listing> ask(User user, Question question) {
        return Mono.fromCallable(() -> lists.find(user, question.tab(), question.text(), question.page()))
                .subscribeOn(blocking)
                .onErrorResume(e -> {
                    LOG.atWarn()
                            .setCause(e)
                            .addKeyValue("query", question.text())
                            .log("a live list failed");
                    return Mono.empty();
                });
    }

    private Flux<Boolean> changes(User user) {
        return Flux.create(
                sink -> {
                    var watch = events.watch(user, _ -> sink.next(true));
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

    /** What one stream has told last; used by one thread after the other. */
    private final class Shown {
        private @Nullable Listing last;

        /** What there is to tell; null when nothing is. */
        @Nullable
        ServerSentEvent<String> next(Listing now) {
            var before = last;
            last = now;
            var context = new Context(Locale.ENGLISH);
            context.setVariable("listing", now);
            if (before == null || before.total() != now.total() || !before.ids().equals(now.ids())) {
                context.setVariable("lines", now.lines());
                return event("list", templates.process("list", Set.of("inner"), context));
            }
            var known = new HashSet<>(before.lines());
            List<Line> changed =
                    now.lines().stream().filter(line -> !known.contains(line)).toList();
            if (changed.isEmpty()) {
                return null;
            }
            context.setVariable("lines", changed);
            return event("rows", templates.process("list", Set.of("rows"), context));
        }
    }

    private static ServerSentEvent<String> event(String name, String text) {
        return ServerSentEvent.builder(text).event(name).build();
    }
}
