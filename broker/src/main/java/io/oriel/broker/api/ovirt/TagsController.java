package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.TagAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.pool.Tagging;
import io.oriel.pool.estate.Tag;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /tags}, and the tags of VMs. A tag has only a name here, so its id is made of that. */
@RestController
@RequestMapping("/ovirt-engine/api")
class TagsController {
    private static final Kind KIND = Kind.plain("tags", "tag");

    private final TagAdmin tags;
    private final VmAdmin vms;
    private final Listing listing;

    TagsController(TagAdmin tags, VmAdmin vms, Listing listing) {
        this.tags = tags;
        this.vms = vms;
        this.listing = listing;
    }

    @Allowed(UseCase.TAG_LIST)
    @GetMapping("/tags")
    Reply list(ServerWebExchange exchange) {
        var ask = Ask.of(exchange);
        return listing.answer(
                ask,
                KIND,
                tags.list(ask.actor()),
                new Shown<>(it -> id(it.tag().name()).toString(), it -> sheet(it.tag())));
    }

    @Allowed(UseCase.TAG_LIST)
    @GetMapping("/tags/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return ask.found(sheet(one(ask, id)));
    }

    @Allowed(UseCase.TAG_EDIT)
    @PostMapping("/tags")
    Reply add(ServerWebExchange exchange, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var name = body.only("name", "description", "parent")
                .at("name")
                .orElseThrow(() -> Body.wrong("name", "required", "is required"));
        return ask.made(sheet(tags.add(ask.actor(), name, wish(ask, body))));
    }

    /** A tag keeps its name. */
    @Allowed(UseCase.TAG_EDIT)
    @PutMapping("/tags/{id}")
    Reply edit(ServerWebExchange exchange, @PathVariable String id, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var tag = one(ask, id);
        body.only("name", "description", "parent").fixed("name", tag.name());
        return ask.found(sheet(tags.edit(ask.actor(), tag.name(), wish(ask, body))));
    }

    @Allowed(UseCase.TAG_EDIT)
    @DeleteMapping("/tags/{id}")
    Reply remove(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        tags.remove(ask.actor(), one(ask, id).name());
        return Ask.gone();
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/vms/{vm}/tags")
    Reply ofVm(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        var carried = vms.show(ask.actor(), VmSheets.named(vm)).tags();
        return listing.answer(
                ask, KIND, List.copyOf(carried), new Shown<>(it -> id(it).toString(), it -> mention("vms/" + vm, it)));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/vms/{vm}/tags/{id}")
    Reply showOfVm(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        return ask.found(mention("vms/" + vm, Ask.one(List.copyOf(entry.tags()), TagsController::id, "tag", id)));
    }

    /** Puts a tag that is there on a VM. */
    @Allowed(UseCase.TAG_EDIT)
    @PostMapping("/vms/{vm}/tags")
    Reply assign(ServerWebExchange exchange, @PathVariable String vm, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        var tag = body.at("id")
                .map(it -> one(ask, it).name())
                .or(() -> body.at("name"))
                .orElseThrow(() -> Body.wrong("name", "required", "or id is required"));
        tags.set(ask.actor(), tag, Tagging.Kind.VM, VmSheets.id(entry), true);
        return ask.made(mention("vms/" + VmSheets.id(entry), tag));
    }

    @Allowed(UseCase.TAG_EDIT)
    @DeleteMapping("/vms/{vm}/tags/{id}")
    Reply unassign(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        var tag = Ask.one(List.copyOf(entry.tags()), TagsController::id, "tag", id);
        tags.set(ask.actor(), tag, Tagging.Kind.VM, VmSheets.id(entry), false);
        return Ask.gone();
    }

    private Tag one(Ask ask, String id) {
        return Ask.one(tags.list(ask.actor()), it -> id(it.tag().name()), "tag", id)
                .tag();
    }

    private TagAdmin.Wish wish(Ask ask, Body body) {
        var parent = body.part("parent")
                .map(it -> it.at("tag", "id")
                        .or(() -> it.at("id"))
                        .map(id -> one(ask, id).name())
                        .or(() -> it.at("tag", "name"))
                        .or(() -> it.at("name"))
                        .orElse(""));
        return new TagAdmin.Wish(parent, body.words("description"));
    }

    static UUID id(String name) {
        return Paths.named("tag", name);
    }

    /** The tags of a thing that is found at a path. */
    static Node.Many carried(String of, Collection<String> names) {
        return KIND.of(names.stream().map(it -> mention(of, it)).toList());
    }

    private static Node.Item mention(String of, String name) {
        return Sheet.of("tag", of + "/tags", id(name)).text("name", name).item();
    }

    private static Node.Item sheet(Tag tag) {
        return Sheet.of("tag", "tags", id(tag.name()))
                .text("name", tag.name())
                .text("description", tag.description())
                .put(parent(tag.parent()))
                .item();
    }

    private static Sheet parent(Optional<String> parent) {
        var sheet = Sheet.of("parent");
        parent.ifPresent(it -> sheet.put(Sheet.of("tag", "tags", id(it)).text("name", it)));
        return sheet;
    }
}
