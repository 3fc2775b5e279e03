package io.oriel.broker.api;

import io.oriel.broker.fault.BrokerException;
import io.oriel.host.api.AgentException;
import io.oriel.pool.PoolException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/** Turns faults into RFC 9457 problems: {@code code}, {@code object} and {@code errors} beside the standard members. */
@RestControllerAdvice(basePackageClasses = ErrorAdvice.class)
class ErrorAdvice {
    private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);
    private static final String ROOT = "/api/v1/";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(BrokerException fault, ServerWebExchange exchange) {
        var status = switch (fault.code()) {
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, IN_USE -> HttpStatus.CONFLICT;
            case INVALID -> HttpStatus.BAD_REQUEST;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        return problem(status, fault.code().name(), fault.text(), fault.errors(), exchange);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(PoolException fault, ServerWebExchange exchange) {
        var status = switch (fault.code()) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, IN_USE, CONFLICT -> HttpStatus.CONFLICT;
            case INVALID, BAD_IMAGE -> HttpStatus.BAD_REQUEST;
            case NO_HOST, AGENT -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        var wrong = fault.faults().stream()
                .map(it -> new BrokerException.Wrong(it.field(), it.rule(), it.message()))
                .toList();
        return problem(status, fault.code().name(), fault.text(), wrong, exchange);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(AgentException fault, ServerWebExchange exchange) {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE, "AGENT", "the host's agent does not answer", List.of(), exchange);
    }

    /** A body that is not JSON, a missing parameter and the like: the status is right, the framework's words are not ours. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(ResponseStatusException fault, ServerWebExchange exchange) {
        var status = HttpStatus.valueOf(fault.getStatusCode().value());
        return problem(
                status,
                status.name(),
                "the request was not understood: " + status.getReasonPhrase(),
                List.of(),
                exchange);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(RuntimeException fault, ServerWebExchange exchange) {
        log.atError().setCause(fault).log("request failed");
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "it did not work; see the log", List.of(), exchange);
    }

    private static ResponseEntity<ProblemDetail> problem(
            HttpStatus status,
            String code,
            String detail,
            List<BrokerException.Wrong> errors,
            ServerWebExchange exchange) {
        var path = exchange.getRequest().getPath().pathWithinApplication().value();
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code.toLowerCase(Locale.ROOT));
        problem.setProperty("object", path.startsWith(ROOT) ? path.substring(ROOT.length()) : path);
        problem.setProperty("errors", errors);
        return ResponseEntity.status(status).body(problem);
    }
}
