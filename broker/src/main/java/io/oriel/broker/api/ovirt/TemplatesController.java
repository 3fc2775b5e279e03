package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.Template;
import io.oriel.pool.search.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /templates}: every version is one of its own, as in oVirt, and names the first as its base. Blank, of which VMs
 * without a template are made, is always there.
 */
@RestController
@RequestMapping("/ovirt-engine/api/templates")
class TemplatesController {
    static final UUID BLANK = new UUID(0, 0);
    static final String BLANK_NAME = "Blank";

    private static final Kind KIND = Kind.of("templates", "template", Thing.TEMPLATES);

    private final TemplateAdmin templates;
    private final Listing listing;

    TemplatesController(TemplateAdmin templates, Listing listing) {
        this.templates = templates;
        this.listing = listing;
    }

    @Allowed(UseCase.TEMPLATE_LIST)
    @GetMapping
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        var all = templates.list(ask.actor());
        var reply = listing.answer(ask, KIND, all, new Shown<>(it -> it.id().toString(), it -> sheet(it, all)));
        return ask.word("search").isPresent() || !(reply.node() instanceof Node.Many found)
                ? reply
                : Reply.of(reply.status(), withBlank(found));
    }

    @Allowed(UseCase.TEMPLATE_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        if (id.equals(BLANK.toString())) {
            return ask.found(blank());
        }
        var all = templates.list(ask.actor());
        return ask.found(sheet(Ask.one(all, it -> it.id().value(), "template", id), all));
    }

    private static Node.Many withBlank(Node.Many found) {
        var all = new ArrayList<Node>(List.of(blank()));
        all.addAll(found.items());
        return KIND.of(all);
    }

    private static Node.Item blank() {
        return Sheet.of("template", "templates", BLANK)
                .text("name", BLANK_NAME)
                .text("description", "Without a disk")
                .text("status", "ok")
                .put(Sheet.of("version").text("version_number", "1"))
                .item();
    }

    private static Node.Item sheet(Template it, List<Template> all) {
        var base = all.stream()
                .filter(one -> one.name().equals(it.name()) && one.number() == 1)
                .findFirst()
                .orElse(it);
        return Sheet.of("template", "templates", it.id())
                .link("permissions")
                .text("name", it.name())
                .text("creation_time", it.created())
                .text(
                        "status",
                        switch (it.state()) {
                            case OK -> "ok";
                            case LOCKED, DELETING -> "locked";
                            case ILLEGAL -> "illegal";
                        })
                .text("status_detail", it.trouble())
                .put(Sheet.of("version")
                        .text("version_name", it.word())
                        .text("version_number", it.number())
                        .put(Sheet.ref("base_template", "templates", base.id())))
                .item();
    }
}
