package io.oriel.broker.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;

/** The border between the event loop, which must not wait, and the code behind it, which may. */
final class Bodies {
    private static final Scheduler VIRTUAL =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "control");

    private Bodies() {}

    /** A body was longer than it may be. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("body too long", null, false, false);
        }
    }

    /** The whole body as text; ends with {@link TooLong} as soon as it is longer. */
    static Mono<String> text(HttpServerRequest request, int most) {
        return request.receive()
                .asByteArray()
                .collect(ByteArrayOutputStream::new, (all, part) -> {
                    if (all.size() + part.length > most) {
                        throw new TooLong();
                    }
                    all.writeBytes(part);
                })
                .map(all -> all.toString(StandardCharsets.UTF_8));
    }

    /** Runs blocking code on a virtual thread. */
    static <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(VIRTUAL);
    }
}
