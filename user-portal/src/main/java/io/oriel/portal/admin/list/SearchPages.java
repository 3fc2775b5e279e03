package io.oriel.portal.admin.list;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.SearchBar;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.search.Candidate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The search bar: to the tab of what is asked for, and what may be typed next. */
@Controller
@RequestMapping("/admin/search")
class SearchPages {
    private static final int OFFERED = 10;

    private final SearchBar bar;

    SearchPages(BrokerModule broker) {
        this.bar = broker.search();
    }

    /**
     * Something that may come next.
     *
     * @param typed the part of it that stands there already
     * @param rest what follows that
     * @param whole the query with it
     * @param caret where the caret stands then
     */
    record Next(String typed, String rest, String what, String whole, int caret) {
        static Next of(Candidate candidate, String text, int caret) {
            var there = text.substring(candidate.start(), caret);
            int same = candidate.text().regionMatches(true, 0, there, 0, there.length()) ? there.length() : 0;
            return new Next(
                    candidate.text().substring(0, same),
                    candidate.text().substring(same),
                    candidate.description(),
                    text.substring(0, candidate.start()) + candidate.text() + text.substring(caret),
                    candidate.start() + candidate.text().length());
        }
    }

    /** A query that can be searched for leads to its tab; what is wrong with another one is said on the tab it came from. */
    @Allowed(UseCase.SEARCH)
    @GetMapping
    String search(
            @AuthenticationPrincipal User user,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "vms") String from) {
        var to = Lists.tab(q).orElseGet(() -> tab(from));
        return "redirect:" + Links.list(to, q.strip(), 1);
    }

    /** What may stand at the caret, and the text in its colours. */
    @Allowed(UseCase.SEARCH)
    @GetMapping("/complete")
    String complete(
            @AuthenticationPrincipal User user,
            @RequestParam String q,
            @RequestParam(required = false) @Nullable Integer caret,
            Model model) {
        int at = caret == null ? q.length() : Math.clamp(caret, 0, q.length());
        var offered = bar.complete(user, q, at);
        model.addAttribute("ink", Ink.of(q, offered.tokens(), offered.fault()));
        model.addAttribute(
                "next",
                offered.candidates().stream()
                        .limit(OFFERED)
                        .map(candidate -> Next.of(candidate, q, at))
                        .toList());
        return "ask :: offered";
    }

    private static Tab tab(String path) {
        return Arrays.stream(Tab.values())
                .filter(it -> it.path().equals(path))
                .findFirst()
                .orElse(Tab.VMS);
    }
}
