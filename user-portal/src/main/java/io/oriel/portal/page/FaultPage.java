package io.oriel.portal.page;

import io.oriel.broker.api.ovirt.OvirtRefusal;
import io.oriel.broker.fault.BrokerException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import reactor.core.publisher.Mono;

/**
 * Tells of what went wrong without showing it: a page for people, RFC 9457 for programs, and the stack only in the log.
 *
 * <p>A fault of ours carries the request's id, which stands in the log beside it.
 */
@Component
@Order(-2)
class FaultPage implements WebExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FaultPage.class);

    private final ITemplateEngine templates;
    private final Words words;

    /** What the page says. */
    public record Fault(String what, String next, @Nullable String quote) {}

    FaultPage(ITemplateEngine templates, Words words) {
        this.templates = templates;
        this.words = words;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(thrown);
        }
        var status = status(thrown);
        if (OvirtRefusal.isFor(exchange.getRequest().getPath().value()) && !status.is5xxServerError()) {
            var known = HttpStatus.valueOf(status.value());
            return OvirtRefusal.write(exchange, known, "the request was not understood: " + known.getReasonPhrase());
        }
        var quote = exchange.getRequest().getId();
        if (status.is5xxServerError()) {
            LOG.atError()
                    .setCause(thrown)
                    .addKeyValue("request", quote)
                    .addKeyValue("path", exchange.getRequest().getPath().value())
                    .log("a request failed");
        }
        response.setStatusCode(status);
        response.getHeaders().setCacheControl("no-store");
        var page = wantsPage(exchange);
        response.getHeaders()
                .setContentType(
                        page
                                ? new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8)
                                : MediaType.APPLICATION_PROBLEM_JSON);
        var text = page ? page(exchange, status, quote) : problem(status, quote);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** What is not theirs is not there: the two are never told apart. */
    private static HttpStatusCode status(Throwable thrown) {
        return switch (thrown) {
            case ErrorResponse known -> known.getStatusCode();
            case BrokerException fault ->
                switch (fault.code()) {
                    case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
                    case FORBIDDEN, NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case ALREADY_EXISTS, IN_USE -> HttpStatus.CONFLICT;
                    case INVALID -> HttpStatus.BAD_REQUEST;
                    case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
                };
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static boolean wantsPage(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getAccept().stream()
                        .anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype)
                && !exchange.getRequest().getPath().value().startsWith("/api/");
    }

    private String page(ServerWebExchange exchange, HttpStatusCode status, String quote) {
        var key = switch (status.value()) {
            case 400, 405, 415 -> "error.400";
            case 403 -> "error.403";
            case 404 -> "error.404";
            default -> "error.other";
        };
        var context = new Context(Locale.ENGLISH);
        Look.of(exchange.getRequest()).ifPresent(look -> context.setVariable("look", look));
        context.setVariable(
                "fault", new Fault(words.say(key), words.say(key + ".next"), status.is5xxServerError() ? quote : null));
        return templates.process("error", context);
    }

    private static String problem(HttpStatusCode status, String quote) {
        var reason = HttpStatus.resolve(status.value());
        return "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"instance\":\"%s\"}"
                .formatted(reason == null ? "Error" : reason.getReasonPhrase(), status.value(), quote);
    }
}
