package io.oriel.pool.estate;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param connecting silence after which a host is Connecting
 * @param nonResponsive silence after which a host is NonResponsive
 * @param launch longest WaitForLaunch
 * @param boot after which a running VM counts as Up without a guest agent
 * @param powerDown longest PoweringDown before the command is sent anew
 * @param diskLock longest ImageLocked
 * @param sendAgain after which a command without an end is sent again, with the same id
 * @param recovery after which a host that cannot run VMs is tried again
 */
public record Timing(
        Duration connecting,
        Duration nonResponsive,
        Duration launch,
        Duration boot,
        Duration powerDown,
        Duration diskLock,
        Duration sendAgain,
        Duration recovery) {

    /** Oriel's own defaults. */
    public static Timing standard() {
        return new Timing(
                Duration.ofSeconds(6),
                Duration.ofSeconds(20),
                Duration.ofSeconds(120),
                Duration.ofSeconds(60),
                Duration.ofSeconds(90),
                Duration.ofSeconds(120),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }
}
