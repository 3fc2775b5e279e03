package io.oriel.display;

import io.oriel.display.listen.ProxySources;
import java.nio.file.Path;

/**
 * What a gateway must know to listen.
 *
 * @param port 0 takes a free one
 * @param publicPort the port clients are told, 0 when it is the same
 * @param metricsPort on loopback; 0 takes a free one
 * @param certificate PEM chain shown to clients
 * @param key its PKCS #8 key as PEM; may be the same file
 */
public record DisplayProxySettings(
        String listen,
        int port,
        String publicName,
        int publicPort,
        int metricsPort,
        Path certificate,
        Path key,
        Clients clients) {

    /**
     * What clients may do.
     *
     * @param mostConnections at a time
     * @param mostUnprovenPerAddress connections of one address that have not finished their handshake
     * @param proxies load balancers that say for whom they connect
     */
    public record Clients(int mostConnections, int mostUnprovenPerAddress, ProxySources proxies) {
        /** Two descriptors a connection, under the usual limit of 20,000. */
        public static final int MOST_CONNECTIONS = 9_500;

        public static final int MOST_UNPROVEN_PER_ADDRESS = 200;

        /** The usual limits, everybody for themselves. */
        public static Clients usual() {
            return new Clients(MOST_CONNECTIONS, MOST_UNPROVEN_PER_ADDRESS, ProxySources.none());
        }
    }
}
