package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.SearchAnswer;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.search.Found.Hit;
import io.oriel.pool.search.Search;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.WebSession;

/**
 * What an administrator sees first: how many of what there are, what wants attention, what is busiest, what is going on and
 * what happened last. Every figure is a query of the search bar and leads to its list.
 */
@Controller
@RequestMapping("/admin")
class DashboardPage {
    private static final int EVENTS = 10;
    private static final Search.Manner FEW = new Search.Manner(false, 5);

    private final BrokerModule broker;
    private final Words words;

    DashboardPage(BrokerModule broker, Words words) {
        this.broker = broker;
        this.words = words;
    }

    /**
     * How much a query finds.
     *
     * @param tone of its count; empty for a calm one
     */
    record Figure(String label, String query, int count, String tone) {}

    /**
     * Something that has a load.
     *
     * @param tone of the bar; empty below 80%
     */
    record Busy(String name, String query, long percent, String tone) {}

    @Allowed(UseCase.SEARCH)
    @GetMapping
    String show(@AuthenticationPrincipal User user, Model model, WebSession session) {
        Notice.show(session, model);
        model.addAttribute("hosts", figures(user, "hosts", "up", "maintenance", "other"));
        model.addAttribute("vms", figures(user, "vms", "up", "down", "moving", "suspended"));
        model.addAttribute(
                "attention",
                Stream.of("silent", "lost", "stuck", "hot", "errors")
                        .map(key -> figure(user, "attention." + key, "bad"))
                        .filter(it -> it.count() > 0)
                        .toList());
        model.addAttribute("busyHosts", busy(user, "Hosts: cpu_usage > 0 sortby cpu_usage desc", "Hosts"));
        model.addAttribute("busyVms", busy(user, "Vms: cpu_usage > 0 sortby cpu_usage desc", "Vms"));
        model.addAttribute("storage", find(user, "Storage: sortby committed desc"));
        model.addAttribute(
                "jobs",
                broker.jobs().open(user).stream()
                        .limit(EVENTS)
                        .map(it -> JobRow.of(it, words))
                        .toList());
        model.addAttribute("lines", Line.of(broker.view().events(user, EVENTS)));
        model.addAttribute("here", "dashboard");
        return "dashboard";
    }

    private List<Figure> figures(User user, String of, String... keys) {
        return Stream.of(keys).map(key -> figure(user, of + "." + key, "")).toList();
    }

    private Figure figure(User user, String key, String tone) {
        var query = words.say("dash.query." + key);
        var count = switch (broker.search().find(user, query, OptionalInt.of(1), FEW)) {
            case SearchAnswer.Here(var found, var _) -> found.total();
            case SearchAnswer.Wrong(var fault) -> throw new IllegalStateException(query + ": " + fault.text());
        };
        return new Figure(words.say("dash." + key), query, count, tone);
    }

    private List<Busy> busy(User user, String query, String thing) {
        return find(user, query).stream()
                .map(hit -> {
                    long percent = hit.values().get("cpu_usage") instanceof Number number ? number.longValue() : 0;
                    var tone = percent < 80 ? "" : percent < 95 ? "warn" : "bad";
                    return new Busy(hit.name(), thing + ": name = \"" + hit.name() + "\"", percent, tone);
                })
                .toList();
    }

    private List<Hit> find(User user, String query) {
        return switch (broker.search().find(user, query, OptionalInt.of(1), FEW)) {
            case SearchAnswer.Here(var found, var _) -> found.hits();
            case SearchAnswer.Wrong(var fault) -> throw new IllegalStateException(query + ": " + fault.text());
        };
    }
}
