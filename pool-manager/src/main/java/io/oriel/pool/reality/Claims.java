package io.oriel.pool.reality;

import io.oriel.host.api.VmId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the rows say there is, at one moment.
 *
 * @param vms all VMs
 * @param images all images that a row names, those included that are still to be made
 */
public record Claims(Set<VmId> vms, Map<Image, Owner> images) {
    public Claims {
        vms = Set.copyOf(vms);
        images = Map.copyOf(images);
    }

    /**
     * Whose image it is.
     *
     * @param name for people: {@code vm web-1}, {@code template win}
     * @param made whether it must be there; false while it is being made or deleted
     * @param vm the VM that starts from it
     */
    public record Owner(String name, boolean made, Optional<VmId> vm) {}
}
