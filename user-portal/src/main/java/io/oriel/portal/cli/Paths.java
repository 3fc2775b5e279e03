package io.oriel.portal.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text inside an address. */
final class Paths {
    private Paths() {}

    /** One part of a path, or a value of a query. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
