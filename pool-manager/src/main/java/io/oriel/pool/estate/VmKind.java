package io.oriel.pool.estate;

/** What a VM is for. */
public enum VmKind {
    /** It serves. */
    SERVER,
    /** A person works on it. */
    DESKTOP
}
