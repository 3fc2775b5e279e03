package io.oriel.host.api;

/**
 * Where a running VM's display listens. Never an address: that comes from the host's row.
 *
 * @param port 5900–6923
 * @param tls whether the display speaks TLS (SPICE TLS port, VNC VeNCrypt)
 */
public record Console(ConsoleKind kind, int port, boolean tls) {}
