package io.oriel.host.api;

/**
 * Where a VM moves to; from the manager's rows, never from a report.
 *
 * @param host the other host
 * @param address its address, as this host reaches it
 */
public record MigrationTarget(HostId host, String address) {}
