package io.oriel.host.api;

import java.util.UUID;

/** A virtual machine's id; also its libvirt UUID and its libvirt name. */
public record VmId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
