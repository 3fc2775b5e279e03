package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.Actor;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.fault.BrokerException.Wrong;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a request says beside its body: who asks, and the parameters, which may stand behind {@code ?} or, as the third
 * version had them, behind {@code ;} in the path.
 */
record Ask(User actor, MultiValueMap<String, String> words) {
    private static final int MOST_FOLLOWED = 16;

    static Ask of(ServerWebExchange exchange) {
        var words = new LinkedMultiValueMap<>(exchange.getRequest().getQueryParams());
        for (var element : exchange.getRequest().getPath().elements()) {
            if (element instanceof PathSegment segment) {
                segment.parameters().forEach(words::addAll);
            }
        }
        return new Ask(Actor.of(exchange), words);
    }

    Optional<String> word(String name) {
        return Optional.ofNullable(words.getFirst(name)).filter(it -> !it.isBlank());
    }

    boolean yes(String name) {
        return word(name).filter("true"::equalsIgnoreCase).isPresent();
    }

    /** A number of at least 0. */
    Optional<Integer> number(String name) {
        return word(name).map(it -> {
            try {
                return Integer.parseUnsignedInt(it);
            } catch (NumberFormatException e) {
                throw new BrokerException(List.of(new Wrong(name, "number", name + " is a whole number of 0 or more")));
            }
        });
    }

    /** The answer with what is to be followed in the place of its links. */
    Reply found(Node node) {
        return Reply.of(HttpStatus.OK, followed(node));
    }

    /** Something was made. */
    Reply made(Node.Item item) {
        var status = yes("async") ? HttpStatus.ACCEPTED : HttpStatus.CREATED;
        return new Reply(
                status, followed(item), Optional.ofNullable(item.attributes().get("href")));
    }

    /** Something was asked for, and is on its way. */
    Reply done(Body body) {
        return done(body, List.of());
    }

    /** @param result what belongs to the answer beside its status */
    Reply done(Body body, List<Node> result) {
        var async = body.yes("async").orElse(yes("async"));
        var action = Sheet.of("action").attribute("id", UUID.randomUUID().toString());
        result.forEach(action::put);
        action.text("status", async ? "pending" : "complete");
        return Reply.of(async ? HttpStatus.ACCEPTED : HttpStatus.OK, action.item());
    }

    private Node followed(Node node) {
        var paths = word("follow").map(it -> it.split(",")).orElse(new String[0]);
        if (paths.length > MOST_FOLLOWED) {
            throw new BrokerException(
                    List.of(new Wrong("follow", "range", "follow names at most " + MOST_FOLLOWED + " links")));
        }
        var now = node;
        for (var path : paths) {
            now = Follow.into(now, Arrays.asList(path.strip().split("\\.")));
        }
        return now;
    }

    /** The one of these that has the id of a path; what may not be seen is not among them. */
    static <T> T one(List<T> all, Function<T, UUID> id, String what, String text) {
        var wanted = id(what, text);
        return all.stream()
                .filter(it -> id.apply(it).equals(wanted))
                .findFirst()
                .orElseThrow(() -> nothing(what, text));
    }

    /** The id in a path; what cannot be one belongs to nothing. */
    static UUID id(String what, String text) {
        if (text.length() == 36) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw nothing(what, text);
            }
        }
        throw nothing(what, text);
    }

    static BrokerException nothing(String what, String text) {
        return new BrokerException(Code.NOT_FOUND, "there is no " + what + " " + text);
    }

    /** The answer to a request whose effect says all. */
    static Reply gone() {
        return Reply.of(
                HttpStatus.OK,
                new Node.Item("action", Map.of(), List.of(new Node.Text("status", "complete")), Optional.empty()));
    }
}
