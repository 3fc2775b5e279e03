package io.oriel.broker.trust;

import java.time.Duration;

/**
 * How long certificates are good. Each is renewed when a third of its time is left.
 *
 * @param identity of agents and gateways towards the control plane
 * @param display shown by hosts to gateways
 * @param migration between hosts
 * @param front shown by gateways to people
 */
public record Lifetimes(Duration identity, Duration display, Duration migration, Duration front) {

    /** 90 days, 2 years, 1 year, 1 year. */
    public static Lifetimes standard() {
        return new Lifetimes(Duration.ofDays(90), Duration.ofDays(730), Duration.ofDays(365), Duration.ofDays(365));
    }
}
