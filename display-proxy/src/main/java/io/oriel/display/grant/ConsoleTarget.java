package io.oriel.display.grant;

import java.util.UUID;

/**
 * The display behind a grant, with the password that opens it for a moment.
 *
 * @param vm the VM
 * @param address the host's address, from its confirmed row
 * @param port 5900–6923
 * @param pin SHA-256 of the display certificate's public key, lower-case hex; empty means a plain connection, which is
 *     dialled on 127.0.0.1 only
 * @param password the console password; 32 characters for SPICE, 8 for VNC
 */
public record ConsoleTarget(UUID vm, DisplayProtocol protocol, String address, int port, String pin, String password) {
    @Override
    public String toString() {
        return "ConsoleTarget[" + vm + ", " + protocol + "]";
    }
}
