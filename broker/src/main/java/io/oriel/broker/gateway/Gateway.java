package io.oriel.broker.gateway;

import java.util.UUID;

/**
 * A display gateway's row.
 *
 * @param publicName the name clients dial and its certificate carries
 * @param port the port clients dial
 * @param enrolled whether it has certificates for its public name
 * @param hostSubject the subject of the certificate it shows to clients
 */
public record Gateway(UUID id, String name, String publicName, int port, boolean enrolled, String hostSubject) {}
