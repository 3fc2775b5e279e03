package io.oriel.portal.console;

import io.oriel.broker.operation.Desktop;
import io.oriel.display.grant.ChannelPolicy;

/**
 * Which ways the clipboard goes, and why not the others. A guest's agent has one port, and where the desktop has SPICE it is
 * SPICE's: then VNC brings it no text.
 *
 * @param deaf the client is VNC and the agent listens to SPICE
 */
record Clip(boolean in, boolean out, boolean deaf) {
    static Clip of(Client client, Desktop desktop, ChannelPolicy policy) {
        var deaf = client == Client.VNC && desktop.spice();
        return new Clip(policy.clipboardToDesktop(), policy.clipboardToClient(), deaf);
    }

    /** Text may be sent to the desktop. */
    public boolean sends() {
        return in && !deaf;
    }

    /** Text may be fetched from the desktop. */
    public boolean fetches() {
        return out && !deaf;
    }
}
