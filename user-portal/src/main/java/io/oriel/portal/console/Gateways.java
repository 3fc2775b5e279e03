package io.oriel.portal.console;

import java.util.List;
import java.util.function.Supplier;

/** The gateways a console page may speak to, as {@code name:port}; asked anew for every page. */
public record Gateways(Supplier<List<String>> source) {
    List<String> addresses() {
        return source.get();
    }
}
