package io.oriel.host.api;

/** What the hypervisor says of a VM. */
public enum VmPower {
    OFF,
    RUNNING,
    PAUSED,
    SHUTTING_DOWN,
    CRASHED
}
