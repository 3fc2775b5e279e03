package io.oriel.portal.admin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** The parts of a VM's page, each with an address of its own. */
enum VmTab {
    GENERAL,
    USERS,
    NICS,
    DISKS,
    SNAPSHOTS,
    PERMISSIONS,
    EVENTS;

    static VmTab of(String key) {
        return Arrays.stream(values())
                .filter(tab -> tab.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** Those that this person sees, in order. @param oversees as administrators do */
    static List<String> seen(boolean oversees) {
        return Arrays.stream(values())
                .filter(tab -> oversees || tab != PERMISSIONS)
                .map(VmTab::key)
                .toList();
    }

    /** As addresses and messages name it. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
