package io.oriel.host.api;

/** A display protocol of a VM's console. */
public enum ConsoleKind {
    SPICE,
    VNC
}
