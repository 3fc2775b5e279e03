package io.oriel.portal.admin.list;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.SearchAnswer;
import io.oriel.broker.operation.SearchBar;
import io.oriel.pool.search.Found;
import io.oriel.pool.search.Found.Hit;
import io.oriel.pool.search.Parser;
import io.oriel.pool.search.Parsing;
import io.oriel.pool.search.Query;
import io.oriel.pool.search.Search;
import io.oriel.portal.admin.list.Listing.Head;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Answers a query with a page of a list. */
@Component
public class Lists {
    /** How many rows stand on a page. */
    static final int PAGE = Search.PAGE;

    private final SearchBar bar;
    private final Side side;
    private final Cells cells;

    Lists(BrokerModule broker, Words words) {
        this.bar = broker.search();
        this.side = new Side(broker);
        this.cells = new Cells(words);
    }

    /**
     * Puts a list on a page, unless the query is for something else: that leads to its own tab.
     *
     * @param text the query; empty for everything
     * @param page its number, from 1; what lies outside becomes the nearest
     * @return the page's template, or where to go
     */
    public String page(User actor, Tab tab, String text, int page, Model model) {
        var to = tab(text).filter(it -> it != tab);
        if (to.isPresent()) {
            return "redirect:" + Links.list(to.get(), text.strip(), page);
        }
        var listing = find(actor, tab, text, page);
        model.addAttribute("listing", listing);
        model.addAttribute("ask", listing.text());
        model.addAttribute("ink", Ink.of(listing.text()));
        model.addAttribute("count", listing.fault() == null ? listing.total() : null);
        model.addAttribute("here", tab.path());
        side.show(actor, model);
        return "list";
    }

    /** The tab that shows what a text asks for; empty when nothing can be searched for, or there is no tab. */
    static Optional<Tab> tab(String text) {
        return Parser.parse(text) instanceof Parsing.Understood(Query query, var _)
                ? Tab.of(query.thing())
                : Optional.empty();
    }

    Listing find(User actor, Tab tab, String text, int page) {
        var typed = text.isBlank() ? tab.everything() : text.strip();
        int asked = Math.clamp(page, 1, Query.LAST_PAGE);
        return switch (bar.find(actor, typed, OptionalInt.of(asked), Search.Manner.USUAL)) {
            case SearchAnswer.Wrong(var fault) ->
                new Listing(tab, typed, 1, 0, 1, heads(tab, query(tab.everything())), List.of(), fault);
            case SearchAnswer.Here(var found, var _) -> {
                int last = Math.max(1, (found.total() + PAGE - 1) / PAGE);
                yield asked > last ? find(actor, tab, text, last) : listing(tab, typed, found, last);
            }
        };
    }

    /** The query of a text that was understood. */
    private static Query query(String text) {
        return switch (Parser.parse(text)) {
            case Parsing.Understood(var query, var _) -> query;
            case Parsing.Broken(var fault, var _) -> throw new IllegalStateException(fault.text());
        };
    }

    private Listing listing(Tab tab, String typed, Found found, int last) {
        return new Listing(
                tab,
                typed,
                found.page(),
                found.total(),
                last,
                heads(tab, query(typed)),
                found.hits().stream().map(hit -> line(tab, hit)).toList(),
                null);
    }

    private static List<Head> heads(Tab tab, Query query) {
        return tab.columns().stream()
                .map(column -> {
                    var by = query.order().filter(order -> order.field().equals(column.field()));
                    var turned = by.filter(order -> !order.descending()).isPresent();
                    var next = new Query(
                            query.thing(), query.anyOf(), Optional.of(new Query.Order(column.field(), turned)), 1);
                    var sort = by.map(order -> order.descending() ? "descending" : "ascending")
                            .orElse("none");
                    return new Head(column.getLabel(), column.classes(), sort, Links.list(tab, next.toString(), 1));
                })
                .toList();
    }

    private Line line(Tab tab, Hit hit) {
        return new Line(
                hit.id(),
                hit.name(),
                tab.columns().stream().map(column -> cells.of(tab, hit, column)).toList());
    }
}
