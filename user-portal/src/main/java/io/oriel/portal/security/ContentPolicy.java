package io.oriel.portal.security;

import java.util.Collection;
import java.util.stream.Collectors;

/** The content security policy: what a page of ours may load and where it may speak. */
public final class ContentPolicy {
    private static final String REST = "; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** The policy's header. */
    public static final String HEADER = "Content-Security-Policy";

    /** For every page but the console's. */
    public static final String PAGES =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'" + REST;

    private ContentPolicy() {}

    /**
     * For the console's page: it also speaks to the gateways, its clients draw pictures and cursors from {@code data:},
     * and sound is put together by the page itself.
     *
     * @param gateways as {@code name:port}
     * @param sound whether the client plays any
     */
    public static String console(Collection<String> gateways, boolean sound) {
        var reach = gateways.stream()
                .flatMap(gateway -> java.util.stream.Stream.of("wss://" + gateway, "https://" + gateway))
                .collect(Collectors.joining(" "));
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src"
                + " 'self' "
                + reach + (sound ? "; media-src blob:" : "") + REST;
    }
}
