package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.TagAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.Tagging.Kind;
import io.oriel.pool.estate.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/tags}: the tree of tags, and {@code /tags/{tag}/{vms hosts templates users}/{thing}}: what carries them. */
@RestController
@RequestMapping("/api/v1/tags")
class TagsController {
    private final TagAdmin tags;

    TagsController(TagAdmin tags) {
        this.tags = tags;
    }

    record Shown(String name, Optional<String> parent, String description) {
        static Shown of(Tag tag) {
            return new Shown(tag.name(), tag.parent(), tag.description());
        }
    }

    /** @param carriers how many things carry it themselves */
    record Listed(String name, Optional<String> parent, String description, int carriers) {
        static Listed of(TagAdmin.Entry entry) {
            var tag = entry.tag();
            return new Listed(tag.name(), tag.parent(), tag.description(), entry.carriers());
        }
    }

    /** @param parent {@code ""} puts a tag at the top */
    record Body(
            @Nullable String name,
            @Nullable String parent,
            @Nullable String description) {
        TagAdmin.Wish wish() {
            return new TagAdmin.Wish(Optional.ofNullable(parent), Optional.ofNullable(description));
        }
    }

    @Allowed(UseCase.TAG_LIST)
    @GetMapping
    List<Listed> list(ServerWebExchange exchange) {
        return tags.list(Actor.of(exchange)).stream().map(Listed::of).toList();
    }

    @Allowed(UseCase.TAG_EDIT)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody Body body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.text("name", body.name());
        fields.check();
        return Shown.of(tags.add(actor, name, body.wish()));
    }

    @Allowed(UseCase.TAG_EDIT)
    @PatchMapping("/{tag}")
    Shown edit(ServerWebExchange exchange, @PathVariable String tag, @RequestBody Body body) {
        return Shown.of(tags.edit(Actor.of(exchange), tag, body.wish()));
    }

    @Allowed(UseCase.TAG_EDIT)
    @DeleteMapping("/{tag}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String tag) {
        tags.remove(Actor.of(exchange), tag);
    }

    @Allowed(UseCase.TAG_EDIT)
    @PutMapping("/{tag}/{kind}/{thing}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(
            ServerWebExchange exchange,
            @PathVariable String tag,
            @PathVariable String kind,
            @PathVariable String thing) {
        tags.set(Actor.of(exchange), tag, kind(kind), thing, true);
    }

    @Allowed(UseCase.TAG_EDIT)
    @DeleteMapping("/{tag}/{kind}/{thing}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void take(
            ServerWebExchange exchange,
            @PathVariable String tag,
            @PathVariable String kind,
            @PathVariable String thing) {
        tags.set(Actor.of(exchange), tag, kind(kind), thing, false);
    }

    private static Kind kind(String path) {
        return Arrays.stream(Kind.values())
                .filter(it -> (it.name().toLowerCase(Locale.ROOT) + "s").equals(path))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
