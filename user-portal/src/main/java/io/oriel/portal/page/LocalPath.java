package io.oriel.portal.page;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a redirect may lead: only to pages listed here, whatever was asked for. */
public final class LocalPath {
    private static final Pattern PAGES = Pattern.compile(
            "/desktops(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/console)?|/admin(/(datacenters|clusters|hosts"
                    + "|networks|storage|vms|pools|templates|users|events|sessions|jobs|gateways|roles))?");

    private LocalPath() {}

    /** The wished page if it is one of ours, else the person's desktops. */
    public static String orDesktops(@Nullable String wished) {
        return wished != null && isPage(wished) ? wished : "/desktops";
    }

    /** Whether this is exactly the path of one of the portal's pages. */
    public static boolean isPage(String path) {
        return PAGES.matcher(path).matches();
    }
}
