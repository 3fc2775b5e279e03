package io.oriel.host.api;

import java.util.UUID;

/**
 * A storage domain as a host sees it: a directory that holds the marker file {@code oriel-domain} with the domain's id.
 *
 * @param id the storage domain
 * @param path absolute path of the directory on the host
 */
public record StorageRef(UUID id, String path) {}
