package io.oriel.portal.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A template as it is typed: {@code name}, or {@code name:version}. */
record TemplateName(String name, Optional<Long> version) {

    static TemplateName of(String text) {
        int colon = text.lastIndexOf(':');
        var number = text.substring(colon + 1);
        return colon > 0 && number.matches("[1-9]\\d{0,8}")
                ? new TemplateName(text.substring(0, colon), Optional.of(Long.valueOf(number)))
                : new TemplateName(text, Optional.empty());
    }

    /** As members of a request. */
    Map<String, Object> body(String nameKey, String versionKey) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(nameKey, name);
        version.ifPresent(number -> body.put(versionKey, number));
        return body;
    }
}
