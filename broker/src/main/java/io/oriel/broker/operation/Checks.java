package io.oriel.broker.operation;

import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.pool.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects everything that is wrong with a wish, so that it is told at once and before anything is done. */
final class Checks {
    private final List<Wrong> wrong = new ArrayList<>();

    /** The name that is wished for, or has been until now; it must be one. */
    String name(Optional<String> wished, Optional<String> known) {
        var name = wished.or(() -> known).orElse("");
        if (name.isBlank()) {
            wrong("name", "required", "name is required");
        } else {
            require(Names.isName(name), "name", "form", "a name has " + Names.RULE);
        }
        return name;
    }

    /** The description that is wished for, or has been until now. */
    String description(Optional<String> wished, String known) {
        var text = wished.orElse(known);
        require(
                Names.isDescription(text),
                "description",
                "form",
                "a description is one line of at most " + Names.LONGEST_DESCRIPTION + " characters");
        return text;
    }

    /** The text, which must be there. */
    String text(String field, Optional<String> wished) {
        var text = wished.orElse("");
        if (text.isBlank()) {
            wrong(field, "required", field + " is required");
        }
        return text;
    }

    /**
     * A thing that is named.
     *
     * @param found the thing of that name
     */
    <T> Optional<T> found(String field, String what, Optional<String> name, Optional<T> found) {
        if (name.isPresent() && found.isEmpty()) {
            wrong(field, "unknown", "there is no " + what + " " + name.get());
        }
        return found;
    }

    void require(boolean holds, String field, String rule, String message) {
        if (!holds) {
            wrong(field, rule, message);
        }
    }

    void wrong(String field, String rule, String message) {
        wrong.add(new Wrong(field, rule, message));
    }

    /** Refuses the wish if anything was wrong. */
    void done() {
        if (!wrong.isEmpty()) {
            throw new BrokerException(wrong);
        }
    }
}
