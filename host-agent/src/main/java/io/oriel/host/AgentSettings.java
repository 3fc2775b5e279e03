package io.oriel.host;

import io.oriel.certs.config.Configuration;
import io.oriel.certs.config.ConfigurationException;
import io.oriel.host.libvirt.Accelerator;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The agent's configuration, every value checked. */
record AgentSettings(
        Path state,
        String listen,
        int port,
        int migrationPort,
        Optional<Path> join,
        Optional<URI> control,
        Accelerator accelerator,
        boolean simulate,
        boolean stopGuests,
        boolean jsonLog) {

    static AgentSettings of(Configuration configuration) {
        var port = configuration.number("oriel.agent.port");
        if (port < 0 || port > 65_535) {
            throw new ConfigurationException("oriel.agent.port wants 0 to 65535, not " + port);
        }
        var migrationPort = configuration.number("oriel.agent.migration-port");
        if (migrationPort < 1 || migrationPort > 65_535) {
            throw new ConfigurationException("oriel.agent.migration-port wants 1 to 65535, not " + migrationPort);
        }
        return new AgentSettings(
                configuration.path("oriel.state").toAbsolutePath().normalize(),
                configuration.text("oriel.listen"),
                port,
                migrationPort,
                configuration.optional("oriel.join").map(Path::of),
                configuration.optional("oriel.control.url").map(AgentSettings::control),
                accelerator(configuration.text("oriel.accelerator")),
                configuration.flag("oriel.simulate"),
                configuration.flag("oriel.stop-guests"),
                json(configuration.text("oriel.log.format")));
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

    private static Accelerator accelerator(String word) {
        return switch (word) {
            case "auto" -> Accelerator.AUTO;
            case "kvm" -> Accelerator.KVM;
            case "tcg" -> Accelerator.TCG;
            default -> throw new ConfigurationException("oriel.accelerator wants auto, kvm or tcg, not " + word);
        };
    }

    private static boolean json(String word) {
        return switch (word) {
            case "json" -> true;
            case "logfmt" -> false;
            default -> throw new ConfigurationException("oriel.log.format wants logfmt or json, not " + word);
        };
    }

    Path tls() {
        return state.resolve("tls");
    }
}
