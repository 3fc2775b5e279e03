package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.ImageSource;
import io.oriel.pool.estate.Template;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/**
 * {@code /api/v1/templates}, by name and the number of the version. An image is the raw body of a POST, or fetched from a
 * URL, or copied from a VM; it is never held in memory.
 */
@RestController
@RequestMapping("/api/v1/templates")
class TemplatesController {
    private final TemplateAdmin templates;
    private final Uploads uploads;

    TemplatesController(TemplateAdmin templates, Uploads uploads) {
        this.templates = templates;
        this.uploads = uploads;
    }

    record Shown(
            String id,
            String name,
            int version,
            boolean latest,
            String state,
            int progress,
            long sizeMiB,
            List<ShownDisk> disks,
            String created,
            Optional<String> trouble) {
        static Shown of(Template template, boolean latest) {
            return new Shown(
                    template.id().toString(),
                    template.name(),
                    template.number(),
                    latest,
                    template.state().name().toLowerCase(Locale.ROOT),
                    template.progress(),
                    template.virtualBytes() >> 20,
                    template.disks().stream()
                            .map(disk -> new ShownDisk(disk.name(), disk.bytes() >> 20))
                            .toList(),
                    template.created().toString(),
                    template.trouble());
        }

        /** The first one of each name that is ready is the latest, for the newest come first. */
        static List<Shown> of(List<Template> newestFirst) {
            var met = new HashSet<String>();
            return newestFirst.stream()
                    .map(template -> of(template, template.ok() && met.add(template.name())))
                    .toList();
        }
    }

    /** One beside the first. */
    record ShownDisk(String name, long sizeMiB) {}

    record Fetch(
            @Nullable String name,
            @Nullable String url,
            @Nullable Boolean newVersion,
            @Nullable String storage) {}

    record FromVm(
            @Nullable String name,
            @Nullable String vm,
            @Nullable Boolean newVersion,
            @Nullable String storage) {}

    @Allowed(UseCase.TEMPLATE_LIST)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return Shown.of(templates.list(Actor.of(exchange)));
    }

    @Allowed(UseCase.TEMPLATE_SHOW)
    @GetMapping("/{name}/versions")
    List<Shown> versions(ServerWebExchange exchange, @PathVariable String name) {
        return Shown.of(templates.versions(Actor.of(exchange), name));
    }

    @Allowed(UseCase.TEMPLATE_SHOW)
    @GetMapping("/{name}/versions/{number}")
    Shown show(ServerWebExchange exchange, @PathVariable String name, @PathVariable int number) {
        return versions(exchange, name).stream()
                .filter(shown -> shown.version() == number)
                .findFirst()
                .orElseGet(() -> Shown.of(templates.show(Actor.of(exchange), name, number), false));
    }

    @Allowed(UseCase.TEMPLATE_CREATE)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown importImage(
            ServerWebExchange exchange,
            @RequestParam String name,
            @RequestParam(defaultValue = "false") boolean newVersion,
            @RequestParam(required = false) @Nullable String storage,
            @RequestBody Flux<DataBuffer> image) {
        var actor = Actor.of(exchange);
        templates.mayImport(actor); // before the first byte is taken
        var wish = new TemplateAdmin.Wish(name, newVersion, Optional.ofNullable(storage));
        long length = exchange.getRequest().getHeaders().getContentLength();
        return uploads.receive(
                image,
                () -> templates.upload(
                        actor, wish, length < 0 ? OptionalLong.empty() : OptionalLong.of(length), uploads.directory()),
                file -> Shown.of(templates.importImage(actor, wish, file), true));
    }

    /** Begins to fetch an image; the answer and {@link #show} say how far that has come. */
    @Allowed(UseCase.TEMPLATE_CREATE)
    @PostMapping("/fetch")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Shown fetch(ServerWebExchange exchange, @RequestBody Fetch body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var wish = wish(fields, body.name(), body.newVersion(), body.storage());
        var url = fields.text("url", body.url());
        var source = ImageSource.of(url);
        if (source.isEmpty() && !url.isEmpty()) {
            fields.wrong("url", "form", "url is an http or https URL with a host");
        }
        fields.check();
        return Shown.of(templates.fetch(actor, wish, source.orElseThrow(), uploads.directory()), false);
    }

    /** Begins to copy a VM's disks; as {@link #fetch}. */
    @Allowed(UseCase.TEMPLATE_CREATE)
    @PostMapping("/from-vm")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Shown fromVm(ServerWebExchange exchange, @RequestBody FromVm body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var wish = wish(fields, body.name(), body.newVersion(), body.storage());
        var vm = fields.text("vm", body.vm());
        fields.check();
        return Shown.of(templates.fromVm(actor, wish, vm), false);
    }

    /** Deletes all versions. */
    @Allowed(UseCase.TEMPLATE_DELETE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void delete(ServerWebExchange exchange, @PathVariable String name) {
        templates.delete(Actor.of(exchange), name, Optional.empty());
    }

    @Allowed(UseCase.TEMPLATE_DELETE)
    @DeleteMapping("/{name}/versions/{number}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void delete(ServerWebExchange exchange, @PathVariable String name, @PathVariable int number) {
        templates.delete(Actor.of(exchange), name, Optional.of(number));
    }

    private static TemplateAdmin.Wish wish(
            Fields fields, @Nullable String name, @Nullable Boolean newVersion, @Nullable String storage) {
        return new TemplateAdmin.Wish(
                fields.text("name", name), newVersion != null && newVersion, Optional.ofNullable(storage));
    }
}
