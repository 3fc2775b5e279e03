package io.oriel.host.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What goes wrong on a simulated host: the same every time for one seed, one host name and one order of commands.
 *
 * @param failing share of commands that fail and change nothing, 0–1
 * @param slow share of commands that take {@code slowness} times as long, 0–1
 * @param slowness at least 1
 * @param crashing share of started VMs that crash instead of coming up, 0–1
 * @param partitionEvery how long a link to the host holds, on average; zero: for ever
 * @param partitionFor how long it is cut then, on average
 */
public record Faults(
        long seed,
        double failing,
        double slow,
        int slowness,
        double crashing,
        Duration partitionEvery,
        Duration partitionFor) {

    /** A host on which nothing goes wrong. */
    public static final Faults NONE = new Faults(0, 0, 0, 1, 0, Duration.ZERO, Duration.ZERO);

    /** A bad day: one command in twenty fails, one in ten is slow, one start in fifty crashes, a cut every five minutes. */
    public static Faults badDay(long seed) {
        return new Faults(seed, 0.05, 0.1, 10, 0.02, Duration.ofMinutes(5), Duration.ofSeconds(15));
    }

    /** What befalls one host. Safe for use by many threads. */
    Dice dice(String hostName) {
        return new Dice(this, new SplittableRandom(seed * 31 + hostName.hashCode()));
    }

    /** Throws for one host, in the order in which it is asked. */
    static final class Dice {
        private final Faults faults;
        private final SplittableRandom random;

        private Dice(Faults faults, SplittableRandom random) {
            this.faults = faults;
            this.random = random;
        }

        /** Whether this command fails, and how many times as long it takes: thrown together. */
        synchronized Fate fate() {
            boolean fails = random.nextDouble() < faults.failing;
            return new Fate(fails, random.nextDouble() < faults.slow ? faults.slowness : 1);
        }

        synchronized boolean crashes() {
            return random.nextDouble() < faults.crashing;
        }

        /** Between nothing and twice the mean. */
        synchronized Duration about(Duration mean) {
            return mean.isZero() ? mean : Duration.ofNanos(random.nextLong(2 * mean.toNanos()));
        }
    }

    /** What befalls one command. */
    record Fate(boolean fails, int slowness) {
        static final Fate USUAL = new Fate(false, 1);

        Duration of(Duration time) {
            return time.multipliedBy(slowness);
        }
    }
}
