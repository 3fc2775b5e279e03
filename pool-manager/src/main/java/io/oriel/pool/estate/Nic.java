package io.oriel.pool.estate;

import java.util.Optional;

/**
 * A network card of a VM.
 *
 * @param mac its address: lower case, colons; no other card of the installation has it
 * @param network the network it is in; empty: the appliance's own
 * @param plugged whether the running VM has it; never while it does not run
 * @param leaving whether it is to be taken out and forgotten
 */
public record Nic(NicId id, String mac, Optional<NetworkId> network, boolean plugged, boolean leaving) {

    /** A card that the VM gets at its next start, or at once when it runs. */
    public Nic(NicId id, String mac, Optional<NetworkId> network) {
        this(id, mac, network, false, false);
    }

    /** The same card in, or out. */
    public Nic plugged(boolean next) {
        return new Nic(id, mac, network, next, leaving);
    }

    /** The same card, to be taken out. */
    public Nic outgoing() {
        return new Nic(id, mac, network, plugged, true);
    }
}
