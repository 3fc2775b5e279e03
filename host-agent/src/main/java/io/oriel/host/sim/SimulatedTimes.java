package io.oriel.host.sim;

import java.time.Duration;

/**
 * How long things take on a simulated host.
 *
 * @param copying to make a disk
 * @param start from the command until the VM runs
 * @param boot from then until its guest agent answers
 * @param shutdown from the request until it is off
 * @param saving to write a VM's memory to disk or to read it back: suspending, and snapshots of running VMs
 * @param plugging until a guest has let go of a device
 * @param moving to move a VM to another host, when its bandwidth is not limited
 */
public record SimulatedTimes(
        Duration copying,
        Duration start,
        Duration boot,
        Duration shutdown,
        Duration saving,
        Duration plugging,
        Duration moving) {

    /** Everything but disks, starts and ends happens at once. */
    public SimulatedTimes(Duration copying, Duration start, Duration boot, Duration shutdown) {
        this(copying, start, boot, shutdown, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** As on a small real host: a desktop is there about a second after the command. */
    public static SimulatedTimes lifelike() {
        return new SimulatedTimes(
                Duration.ofMillis(30),
                Duration.ofMillis(300),
                Duration.ofMillis(700),
                Duration.ofMillis(500),
                Duration.ofMillis(400),
                Duration.ofMillis(200),
                Duration.ofMillis(1200));
    }

    /** Everything happens at once. */
    public static SimulatedTimes none() {
        return new SimulatedTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
