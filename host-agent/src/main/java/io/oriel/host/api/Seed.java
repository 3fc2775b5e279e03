package io.oriel.host.api;

import java.util.Optional;

/**
 * What cloud-init in a guest reads at its first start: the files of its data source NoCloud. It may hold secrets, so its
 * text is never logged.
 *
 * @param metaData the file {@code meta-data}
 * @param userData the file {@code user-data}
 * @param networkConfig the file {@code network-config}; without it the guest asks for addresses by DHCP
 */
public record Seed(String metaData, String userData, Optional<String> networkConfig) {
    /** The most all of it may take, in bytes of UTF-8. */
    public static final int LARGEST = 64 << 10;

    @Override
    public String toString() {
        return "Seed[" + metaData.length() + ", " + userData.length() + ", "
                + networkConfig.map(String::length).orElse(0) + " characters]";
    }
}
