package io.oriel.broker.api;

import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.pool.estate.Template;
import io.oriel.pool.event.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@code /api/v1/templates}. An image is the raw body of a POST; it is never held in memory. */
@RestController
@RequestMapping("/api/v1/templates")
class TemplatesController {
    private static final Scheduler VIRTUAL =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "templates");

    private final TemplateAdmin templates;
    private final Path uploads;

    /** @param uploads a directory on a disk with room for an image */
    TemplatesController(TemplateAdmin templates, Path uploads) {
        this.templates = templates;
        this.uploads = uploads;
    }

    record Shown(String id, String name, String state, long sizeMiB) {
        static Shown of(Template template) {
            return new Shown(template.id().toString(), template.name(), "ok", template.virtualBytes() >> 20);
        }
    }

    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return templates.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Shown> importImage(
            ServerWebExchange exchange, @RequestParam String name, @RequestBody Flux<DataBuffer> image) {
        var actor = Actor.of(exchange);
        templates.mayImport(actor); // before the first byte is taken
        var cause = Cause.ofThread();
        return Mono.usingWhen(
                blocking(this::temporary),
                file -> DataBufferUtils.write(image, file)
                        .then(blocking(() -> Shown.of(cause.call(() -> templates.importImage(actor, name, file))))),
                file -> blocking(() -> Files.deleteIfExists(file)));
    }

    private Path temporary() throws IOException {
        Files.createDirectories(uploads);
        return Files.createTempFile(uploads, "upload", ".qcow2");
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> Mono<T> blocking(Work<T> work) {
        return Mono.fromCallable(() -> {
                    try {
                        return work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .subscribeOn(VIRTUAL);
    }
}
