package io.oriel.host.api;

import java.util.UUID;

/** A hypervisor machine's id, made by the control plane. */
public record HostId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
