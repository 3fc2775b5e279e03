package io.oriel.pool;

/**
 * The host that has a VM or, while the VM moves, is about to have it.
 *
 * @param address the host's address as the admin gave it
 * @param pin SHA-256 of its display certificate's public key, lower-case hex; empty when its displays are plain
 */
public record VmPlace(String address, String pin) {}
