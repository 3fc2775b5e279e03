package io.oriel.portal.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names as they are typed and as they are sent. */
final class Names {
    private static final String BUILT_IN = "@internal";

    private Names() {}

    /** One part of a path, or a value of a query. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The rows with their {@code name} as it is typed: the built-in directory goes without saying. */
    static List<Map<String, Object>> brief(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> {
                    Map<String, Object> brief = new LinkedHashMap<>(row);
                    brief.computeIfPresent("name", (_, name) -> brief(name.toString()));
                    return brief;
                })
                .toList();
    }

    private static String brief(String name) {
        return name.endsWith(BUILT_IN) ? name.substring(0, name.length() - BUILT_IN.length()) : name;
    }
}
