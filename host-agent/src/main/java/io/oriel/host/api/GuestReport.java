package io.oriel.host.api;

import java.util.List;

/**
 * What the agent in a guest tells. Claims of the guest: shown, never trusted.
 *
 * @param hostName empty when unknown
 * @param os for people, such as {@code Debian GNU/Linux 12 (bookworm)}; empty when unknown
 * @param kernel its kernel's or build's version; empty when unknown
 * @param users logged in now
 * @param applications installed programs as far as the agent lists them, at most 1,000
 */
public record GuestReport(String hostName, String os, String kernel, List<String> users, List<String> applications) {
    /** A guest whose agent has told nothing. */
    public static final GuestReport UNKNOWN = new GuestReport("", "", "", List.of(), List.of());

    public GuestReport {
        users = List.copyOf(users);
        applications = List.copyOf(applications);
    }
}
