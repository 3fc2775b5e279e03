package io.oriel.broker.api.ovirt;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings: a tree, whichever form it came in. In XML an attribute is a part like any other.
 *
 * @param text what stands in it, if it has no parts
 */
record Body(String name, String text, List<Body> parts) {
    static final Body NOTHING = new Body("", "", List.of());

    /** What is written in most elements without meaning anything here: comments, and what points back at us. */
    private static final Set<String> IDLE = Set.of("actions", "comment", "href", "id", "link", "rel");

    Body {
        parts = List.copyOf(parts);
    }

    /** What was sent, or nothing. */
    static Body orNothing(@Nullable Body body) {
        return body == null ? NOTHING : body;
    }

    /** The first part of this name. */
    Optional<Body> part(String part) {
        return parts.stream().filter(it -> it.name().equals(part)).findFirst();
    }

    /** All parts of a list, as {@code many("nics", "nic")}; empty when the list is not there. */
    Optional<List<Body>> many(String list, String each) {
        return part(list)
                .map(it -> it.parts().stream()
                        .filter(one -> one.name().equals(each))
                        .toList());
    }

    /** What stands at a path of parts, as {@code at("os", "type")}; an empty text is nothing. */
    Optional<String> at(String... path) {
        var here = Optional.of(this);
        for (var part : path) {
            here = here.flatMap(it -> it.part(part));
        }
        return here.map(it -> it.text().strip()).filter(it -> !it.isEmpty());
    }

    /** Text that may also be there and empty. */
    Optional<String> words(String part) {
        return part(part).map(it -> it.text().strip());
    }

    Optional<Long> number(String... path) {
        return at(path).map(it -> {
            try {
                return Long.valueOf(it);
            } catch (NumberFormatException e) {
                throw wrong(path, "number", "is a whole number");
            }
        });
    }

    Optional<Integer> small(String... path) {
        return number(path).map(it -> (int) Math.clamp(it, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    Optional<Boolean> yes(String... path) {
        return at(path).map(it -> switch (it) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong(path, "word", "is true or false");
        });
    }

    /** Refuses what has no meaning here: a client that believes it said something must hear that it did not. */
    Body only(String... known) {
        var names = Set.of(known);
        var unknown = parts.stream()
                .map(Body::name)
                .filter(it -> !names.contains(it) && !IDLE.contains(it))
                .distinct()
                .map(it -> new Wrong(
                        it,
                        "unknown",
                        name + " has no " + shortened(it) + " here; it has "
                                + names.stream().sorted().toList()))
                .toList();
        if (!unknown.isEmpty()) {
            throw new BrokerException(unknown);
        }
        return this;
    }

    /** Refuses any value of a field but those that are so here anyway. */
    Body fixed(String field, String... values) {
        at(field).filter(it -> !Set.of(values).contains(it)).ifPresent(it -> {
            throw wrong(new String[] {field}, "fixed", "can only be " + String.join(" or ", values) + " here");
        });
        return this;
    }

    private static BrokerException wrong(String[] path, String rule, String what) {
        return wrong(String.join(".", path), rule, what);
    }

    /** The refusal of a field. @param what is wrong, after its name */
    static BrokerException wrong(String field, String rule, String what) {
        return new BrokerException(List.of(new Wrong(field, rule, field + " " + what)));
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
