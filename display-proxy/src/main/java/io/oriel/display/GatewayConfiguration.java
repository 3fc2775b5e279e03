package io.oriel.display;

import io.oriel.certs.config.Configuration;
import io.oriel.certs.config.ConfigurationException;
import io.oriel.certs.config.Key;
import io.oriel.display.DisplayProxySettings.Clients;
import io.oriel.display.listen.ProxySources;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway's configuration, every value checked. */
record GatewayConfiguration(
        Path state, URI control, Optional<Path> join, boolean jsonLog, Duration drain, DisplayProxySettings settings) {
    private static final int LONGEST_DRAIN_SECONDS = 86_400;

    static final List<Key> KEYS = List.of(
            new Key("oriel.state", "/var/lib/oriel/gateway", "directory for keys and certificates"),
            new Key("oriel.listen", "127.0.0.1", "address clients connect to"),
            new Key("oriel.public-name", "localhost", "the name clients know this gateway by"),
            new Key("oriel.gateway.port", "8444", "port for clients; 0 takes a free one"),
            new Key("oriel.gateway.public-port", "", "port clients are told, if another than oriel.gateway.port"),
            new Key("oriel.gateway.tls.certificate", "", "own certificate chain as PEM, instead of the enrolled one"),
            new Key("oriel.gateway.tls.key", "", "its PKCS #8 key as PEM"),
            new Key(
                    "oriel.gateway.proxy-sources",
                    "",
                    "load balancers that announce clients by PROXY protocol v2: addresses and networks, with commas"),
            new Key(
                    "oriel.gateway.stop-seconds",
                    "5",
                    "asked to stop, how long live displays may go on before they are ended; 0 to 86400"),
            new Key("oriel.gateway.metrics-port", "8447", "port of metrics and health on loopback; 0 takes a free one"),
            new Key("oriel.control.url", "https://127.0.0.1:8445", "the control plane's control port"),
            new Key("oriel.join", "", "join file, used once while there are no certificates"),
            new Key("oriel.log.format", "logfmt", "logfmt or json"));

    static GatewayConfiguration of(Configuration given) {
        var state = given.path("oriel.state").toAbsolutePath().normalize();
        var enrolled = state.resolve("tls").resolve("public.pem");
        var certificate = given.optional("oriel.gateway.tls.certificate").map(Path::of);
        var key = given.optional("oriel.gateway.tls.key").map(Path::of);
        if (certificate.isPresent() != key.isPresent()) {
            throw new ConfigurationException("oriel.gateway.tls.certificate and oriel.gateway.tls.key go together");
        }
        int port = port(given, "oriel.gateway.port");
        int publicPort =
                given.optional("oriel.gateway.public-port").isEmpty() ? port : port(given, "oriel.gateway.public-port");
        return new GatewayConfiguration(
                state,
                control(given.text("oriel.control.url")),
                given.optional("oriel.join").map(Path::of),
                json(given.text("oriel.log.format")),
                drain(given.number("oriel.gateway.stop-seconds")),
                new DisplayProxySettings(
                        given.text("oriel.listen"),
                        port,
                        given.text("oriel.public-name"),
                        publicPort,
                        port(given, "oriel.gateway.metrics-port"),
                        certificate.orElse(enrolled),
                        key.orElse(enrolled),
                        new Clients(Clients.MOST_CONNECTIONS, Clients.MOST_UNPROVEN_PER_ADDRESS, proxySources(given))));
    }

    Path tls() {
        return state.resolve("tls");
    }

    private static ProxySources proxySources(Configuration given) {
        try {
            return ProxySources.of(given.optional("oriel.gateway.proxy-sources").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("oriel.gateway.proxy-sources " + e.getMessage(), e);
        }
    }

    private static int port(Configuration given, String name) {
        int port = given.number(name);
        if (port < 0 || port > 65_535) {
            throw new ConfigurationException(name + " wants 0 to 65535, not " + port);
        }
        return port;
    }

    private static Duration drain(int seconds) {
        if (seconds < 0 || seconds > LONGEST_DRAIN_SECONDS) {
            throw new ConfigurationException(
                    "oriel.gateway.stop-seconds wants 0 to " + LONGEST_DRAIN_SECONDS + ", not " + seconds);
        }
        return Duration.ofSeconds(seconds);
    }

    private static URI control(String text) {
        try {
            var uri = URI.create(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("oriel.control.url is no address: " + text, e);
        }
        throw new ConfigurationException("oriel.control.url wants https://name:port, not " + text);
    }

    private static boolean json(String word) {
        return switch (word) {
            case "json" -> true;
            case "logfmt" -> false;
            default -> throw new ConfigurationException("oriel.log.format wants logfmt or json, not " + word);
        };
    }
}
