package io.oriel.host.api;

/**
 * A CD image in a storage domain: the file {@code <path>/iso/<name>}.
 *
 * @param name a plain file name, without a slash
 */
public record IsoRef(StorageRef storage, String name) {}
