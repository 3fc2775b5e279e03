package io.oriel.broker.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A display gateway's row.
 *
 * @param publicName the name clients dial and its certificate carries
 * @param port the port clients dial
 * @param enrolled whether it has certificates for its public name
 * @param hostSubject the subject of the certificate it shows to clients
 * @param draining how long what still runs on it may go on, while it is emptied; not negative
 */
public record Gateway(
        UUID id,
        String name,
        String publicName,
        int port,
        boolean enrolled,
        String hostSubject,
        Optional<Duration> draining) {}
