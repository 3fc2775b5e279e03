package io.oriel.portal.admin.list;

import io.oriel.pool.search.Found.Hit;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Where the rows of lists lead: to a thing's own page, or, where it has none, to what belongs to it. */
final class Links {
    private Links() {}

    static @Nullable String of(Tab tab, Hit hit) {
        return switch (tab) {
            case CLUSTERS -> "/admin/clusters/" + encoded(hit.name());
            case HOSTS -> "/admin/hosts/" + encoded(hit.name());
            case VMS -> "/admin/vms/" + encoded(hit.id());
            case POOLS -> "/admin/pools/" + encoded(hit.id());
            case DATA_CENTERS -> search("Clusters: datacenter = ", hit.name());
            case STORAGE -> search("Vms: storage.name = ", hit.name());
            case NETWORKS -> search("Vms: vnics.network_name = ", hit.name());
            case TEMPLATES -> "/admin/templates/" + encoded(hit.name());
            case USERS -> search("Vms: users.user_and_domain = ", hit.id());
            case DISKS -> search("Vms: name = ", first(hit.values().get("vm_names")));
            case NICS -> search("Hosts: name = ", first(hit.values().get("host")));
            case VNICS -> search("Vms: name = ", first(hit.values().get("vm")));
            case TASKS -> "/admin/jobs/" + encoded(hit.id());
            case EVENTS, GROUPS, OPEN_SESSIONS -> null;
        };
    }

    private static String first(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static @Nullable String search(String beginning, String value) {
        // What cannot stand between quotation marks cannot be searched for.
        return value.isEmpty() || value.contains("\"")
                ? null
                : "/admin/search?q=" + encoded(beginning + "\"" + value + "\"");
    }

    /** A page of a list. */
    static String list(Tab tab, String text, int page) {
        return "/admin/" + tab.path() + "?q=" + encoded(text) + (page > 1 ? "&page=" + page : "");
    }

    static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
