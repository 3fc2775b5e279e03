package io.oriel.portal.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object that were given. */
final class Members {
    private final Map<String, Object> given = new LinkedHashMap<>();

    /** This member, if it was given. */
    Members with(String key, @Nullable Object value) {
        if (value != null) {
            given.put(key, value);
        }
        return this;
    }

    Map<String, Object> all() {
        return given;
    }

    /** All of them; without any there is nothing to change. */
    Map<String, Object> changes() {
        if (given.isEmpty()) {
            throw CliException.wrongUse("say what is to change; --help lists it");
        }
        return given;
    }
}
