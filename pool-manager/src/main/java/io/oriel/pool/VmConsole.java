package io.oriel.pool;

import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.HostId;

/**
 * Where a VM's display is reached.
 *
 * @param address the host's address as the admin gave it; a report can never name one
 * @param port 5900–6923
 * @param pin SHA-256 of the display certificate's public key, lower-case hex; empty when {@code tls} is false
 */
public record VmConsole(HostId host, ConsoleKind kind, String address, int port, boolean tls, String pin) {}
