package io.oriel.broker.operation;

import java.time.Duration;
import java.util.Optional;

/**
 * What an administrator runs on a machine so that it joins. Holds a secret: shown once, kept nowhere.
 *
 * @param code one line, usable as an argument
 * @param command the whole command
 * @param valid how long it works; empty for a boot key, which works until it is revoked
 * @param caution what would keep the machine from joining, for people
 */
public record JoinCommand(String code, String command, Optional<Duration> valid, Optional<String> caution) {
    @Override
    public String toString() {
        return "JoinCommand[…]";
    }
}
