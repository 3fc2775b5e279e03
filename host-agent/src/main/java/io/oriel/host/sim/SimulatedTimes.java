package io.oriel.host.sim;

import java.time.Duration;

/**
 * How long things take on a simulated host.
 *
 * @param copying to make a disk
 * @param start from the command until the VM runs
 * @param boot from then until its guest agent answers
 * @param shutdown from the request until it is off
 */
public record SimulatedTimes(Duration copying, Duration start, Duration boot, Duration shutdown) {

    /** As on a small real host: a desktop is there about a second after the command. */
    public static SimulatedTimes lifelike() {
        return new SimulatedTimes(
                Duration.ofMillis(30), Duration.ofMillis(300), Duration.ofMillis(700), Duration.ofMillis(500));
    }

    /** Everything happens at once. */
    public static SimulatedTimes none() {
        return new SimulatedTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
