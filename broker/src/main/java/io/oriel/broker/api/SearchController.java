package io.oriel.broker.api;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.SearchAnswer;
import io.oriel.broker.operation.SearchBar;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.search.Candidate;
import io.oriel.pool.search.Found;
import io.oriel.pool.search.Parsing.Token;
import io.oriel.pool.search.Query;
import io.oriel.pool.search.Search;
import io.oriel.pool.search.SearchFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/search}: the search bar, for whatever each person may see. */
@RestController
@RequestMapping("/api/v1/search")
class SearchController {
    private static final int LARGEST_PAGE = 1000;

    private final SearchBar bar;

    SearchController(SearchBar bar) {
        this.bar = bar;
    }

    /**
     * One page.
     *
     * @param query as it was understood, written in full
     * @param columns keys of {@code rows[].values}, in order
     */
    record Page(String query, String thing, int total, int page, int size, List<String> columns, List<Row> rows) {
        static Page of(Found found, String query) {
            return new Page(
                    query,
                    lower(found.thing()),
                    found.total(),
                    found.page(),
                    found.size(),
                    found.columns(),
                    found.hits().stream().map(Row::of).toList());
        }
    }

    record Row(String id, String name, Optional<String> state, Map<String, Object> values) {
        static Row of(Found.Hit hit) {
            return new Row(hit.id(), hit.name(), hit.state(), hit.values());
        }
    }

    /** What is wrong, and where. */
    record Fault(String field, String rule, String message, int start, int end) {
        static Fault of(SearchFault fault) {
            return new Fault("q", lower(fault.code()), fault.text(), fault.start(), fault.end());
        }
    }

    record Part(String kind, int start, int end) {
        static Part of(Token token) {
            return new Part(lower(token.kind()), token.start(), token.end());
        }
    }

    record Next(String text, String kind, String description, int start) {
        static Next of(Candidate candidate) {
            return new Next(candidate.text(), lower(candidate.kind()), candidate.description(), candidate.start());
        }
    }

    record Offered(List<Next> candidates, List<Part> parts, Optional<Fault> fault) {}

    /**
     * What a query finds; one that cannot be searched for is a problem whose errors say where.
     *
     * @param page in the place of the query's own
     * @param size of a page, 1 to 1,000
     */
    @Allowed(UseCase.SEARCH)
    @GetMapping
    ResponseEntity<?> search(
            ServerWebExchange exchange,
            @RequestParam String q,
            @RequestParam(required = false) @Nullable Integer page,
            @RequestParam(defaultValue = "100") int size,
            @RequestParam(name = "case_sensitive", defaultValue = "false") boolean caseSensitive) {
        var actor = Actor.of(exchange);
        if (size < 1 || size > LARGEST_PAGE) {
            throw new BrokerException(List.of(new Wrong("size", "range", "size is 1 to " + LARGEST_PAGE)));
        }
        if (page != null && (page < 1 || page > Query.LAST_PAGE)) {
            throw new BrokerException(List.of(new Wrong("page", "range", "page is 1 to " + Query.LAST_PAGE)));
        }
        var at = page == null ? OptionalInt.empty() : OptionalInt.of(page);
        return switch (bar.find(actor, q, at, new Search.Manner(caseSensitive, size))) {
            case SearchAnswer.Here(var found, var query) -> ResponseEntity.ok(Page.of(found, query));
            case SearchAnswer.Wrong(var fault) -> problem(fault);
        };
    }

    /** What may stand at the caret, which is an offset in {@code q}; without one, at its end. */
    @Allowed(UseCase.SEARCH)
    @GetMapping("/complete")
    Offered complete(
            ServerWebExchange exchange,
            @RequestParam String q,
            @RequestParam(required = false) @Nullable Integer caret) {
        var offered = bar.complete(Actor.of(exchange), q, caret == null ? q.length() : caret);
        return new Offered(
                offered.candidates().stream().map(Next::of).toList(),
                offered.tokens().stream().map(Part::of).toList(),
                offered.fault().map(Fault::of));
    }

    private static ResponseEntity<ProblemDetail> problem(SearchFault fault) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, fault.text());
        problem.setProperty("code", "invalid");
        problem.setProperty("object", "search");
        problem.setProperty("errors", List.of(Fault.of(fault)));
        return ResponseEntity.badRequest().body(problem);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
