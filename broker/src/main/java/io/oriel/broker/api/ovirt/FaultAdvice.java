package io.oriel.broker.api.ovirt;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.host.api.AgentException;
import io.oriel.pool.PoolException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.DecodingException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/** Turns faults into oVirt's: a reason in one of its words, and the detail in brackets. */
@RestControllerAdvice(basePackageClasses = FaultAdvice.class)
@Order(Ordered.HIGHEST_PRECEDENCE) // the other API's advice stands for everything below its package
class FaultAdvice {
    private static final Logger log = LoggerFactory.getLogger(FaultAdvice.class);

    @ExceptionHandler
    Reply on(BrokerException fault) {
        var status = switch (fault.code()) {
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, IN_USE -> HttpStatus.CONFLICT;
            case INVALID -> HttpStatus.BAD_REQUEST;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        return fault(status, all(fault.errors().stream().map(Wrong::message).toList(), fault.text()));
    }

    @ExceptionHandler
    Reply on(PoolException fault) {
        var status = switch (fault.code()) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, IN_USE, CONFLICT, INVALID -> HttpStatus.CONFLICT;
            case BAD_IMAGE -> HttpStatus.BAD_REQUEST;
            case NO_HOST, AGENT -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        return fault(
                status,
                all(fault.faults().stream().map(PoolException.Fault::message).toList(), fault.text()));
    }

    @ExceptionHandler
    Reply on(AgentException fault) {
        return fault(HttpStatus.SERVICE_UNAVAILABLE, "the host's agent does not answer");
    }

    /** A body that cannot be read, a type that is none of ours and the like. */
    @ExceptionHandler
    Reply on(ResponseStatusException fault) {
        var status = HttpStatus.valueOf(fault.getStatusCode().value());
        var why = fault.getCause() instanceof DecodingException unread && unread.getMessage() != null
                ? ": " + unread.getMessage()
                : "";
        return fault(status, "the request was not understood: " + status.getReasonPhrase() + why);
    }

    @ExceptionHandler
    Reply on(RuntimeException fault) {
        log.atError().setCause(fault).log("request failed");
        return fault(HttpStatus.INTERNAL_SERVER_ERROR, "it did not work; see the log");
    }

    private static String all(List<String> messages, String otherwise) {
        return messages.isEmpty() ? otherwise : messages.stream().collect(Collectors.joining(", "));
    }

    static Reply fault(HttpStatus status, String detail) {
        var reason = status.is5xxServerError() || status == HttpStatus.CONFLICT || status == HttpStatus.FORBIDDEN
                ? "Operation Failed"
                : status.getReasonPhrase();
        return Reply.of(
                status,
                Sheet.of("fault")
                        .text("detail", "[" + detail + "]")
                        .text("reason", reason)
                        .item());
    }
}
