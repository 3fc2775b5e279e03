package io.oriel.host.api;

/** What the hypervisor says of a VM. */
public enum VmPower {
    OFF,
    /** Off, and its memory is on disk: the next start goes on from there. */
    SAVED,
    RUNNING,
    PAUSED,
    SHUTTING_DOWN,
    CRASHED
}
