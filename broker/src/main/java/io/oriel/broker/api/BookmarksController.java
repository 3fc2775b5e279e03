package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Bookmarks;
import io.oriel.broker.operation.Bookmarks.Bookmark;
import io.oriel.broker.operation.UseCase;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/bookmarks}, by id or name: saved queries, with how many things each finds now. */
@RestController
@RequestMapping("/api/v1/bookmarks")
class BookmarksController {
    private final Bookmarks bookmarks;

    BookmarksController(Bookmarks bookmarks) {
        this.bookmarks = bookmarks;
    }

    /** @param count missing when the query means nothing any more */
    record Shown(String id, String name, String query, boolean shared, Optional<Integer> count) {
        static Shown of(Bookmark it) {
            return new Shown(
                    it.id().toString(),
                    it.name(),
                    it.query(),
                    it.shared(),
                    it.count().isPresent() ? Optional.of(it.count().getAsInt()) : Optional.empty());
        }
    }

    record Body(
            @Nullable String name,
            @Nullable String query,
            @Nullable Boolean shared) {}

    @Allowed(UseCase.BOOKMARK_OWN)
    @GetMapping
    List<Shown> list(ServerWebExchange exchange) {
        return bookmarks.list(Actor.of(exchange)).stream().map(Shown::of).toList();
    }

    @Allowed({UseCase.BOOKMARK_OWN, UseCase.BOOKMARK_SHARE})
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown add(ServerWebExchange exchange, @RequestBody Body body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var name = fields.text("name", body.name());
        var query = fields.text("query", body.query());
        fields.check();
        return Shown.of(bookmarks.add(actor, name, query, Boolean.TRUE.equals(body.shared())));
    }

    /** What is shared stays so, and the other way round. */
    @Allowed({UseCase.BOOKMARK_OWN, UseCase.BOOKMARK_SHARE})
    @PatchMapping("/{id}")
    Shown edit(ServerWebExchange exchange, @PathVariable String id, @RequestBody Body body) {
        return Shown.of(bookmarks.edit(
                Actor.of(exchange), id, Optional.ofNullable(body.name()), Optional.ofNullable(body.query())));
    }

    @Allowed({UseCase.BOOKMARK_OWN, UseCase.BOOKMARK_SHARE})
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(ServerWebExchange exchange, @PathVariable String id) {
        bookmarks.remove(Actor.of(exchange), id);
    }
}
