package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Bookmarks;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.nio.charset.StandardCharsets;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.util.UriUtils;

/** Saved queries of the person who looks: keeping the one on the page, and forgetting one. */
@Controller
@RequestMapping("/admin/bookmarks")
class BookmarkPages {
    private final Bookmarks bookmarks;
    private final Faults faults;
    private final Words words;

    BookmarkPages(BrokerModule broker, Faults faults, Words words) {
        this.bookmarks = broker.bookmarks();
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.BOOKMARK_OWN)
    @PostMapping
    String keep(@AuthenticationPrincipal User user, ServerWebExchange exchange, WebSession session) {
        var form = Form.posted(exchange, words);
        var query = form.text("query");
        faults.attempt(() -> {
                    var made = bookmarks.add(user, form.text("name"), query, false);
                    return Notice.done(words.say("side.kept", made.name()), words.say("side.kept.next"));
                })
                .keep(session);
        return back(query);
    }

    @Allowed(UseCase.BOOKMARK_OWN)
    @PostMapping("/{id}/remove")
    String forget(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            WebSession session) {
        var query = Form.posted(exchange, words).text("query");
        faults.attempt(() -> {
                    bookmarks.remove(user, id);
                    return Notice.done(words.say("side.forgotten"), "");
                })
                .keep(session);
        return back(query);
    }

    private static String back(String query) {
        return "redirect:/admin/search?q=" + UriUtils.encode(query, StandardCharsets.UTF_8);
    }
}
