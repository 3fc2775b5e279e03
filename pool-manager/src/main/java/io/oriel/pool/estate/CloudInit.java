package io.oriel.pool.estate;

import java.util.Optional;

/**
 * What cloud-init in the guest reads from a NoCloud disk. May hold passwords: it is never shown.
 *
 * @param metaData empty: the VM's id as instance and its name as host name
 * @param userData {@code #cloud-config}, a script, or another form that cloud-init knows
 * @param network version 1 or 2 of its network configuration
 */
public record CloudInit(Optional<String> metaData, String userData, Optional<String> network) {

    /** Longest of its texts, in characters. */
    public static final int LONGEST = 64 * 1024;

    @Override
    public String toString() {
        return "CloudInit[…]";
    }
}
