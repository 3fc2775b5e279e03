package io.oriel.portal.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the server is and who asks: from options, else from the file the control plane writes on its own machine. */
final class Connection {
    @Option(
            names = "--connection",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "properties url, ca, user, password-file (default: the local appliance's)")
    private @Nullable Path file;

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "e.g. https://desk.example.org:8443")
    private @Nullable URI server;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "the authority that signed its certificate, PEM")
    private @Nullable Path ca;

    @Option(names = "--user", paramLabel = "NAME", scope = ScopeType.INHERIT, description = "e.g. admin@internal")
    private @Nullable String user;

    @Option(
            names = "--login-password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "holds that user's password")
    private @Nullable Path passwordFile;

    /** The server of these options. */
    Server open() {
        var saved = server == null || user == null || passwordFile == null ? saved() : new Properties();
        var at = server == null ? URI.create(saved.getProperty("url")) : server;
        var name = user == null ? saved.getProperty("user") : user;
        var secret = passwordFile == null ? Path.of(saved.getProperty("password-file")) : passwordFile;
        var authority = Optional.ofNullable(ca)
                .or(() -> server != null
                        ? Optional.empty()
                        : Optional.ofNullable(saved.getProperty("ca")).map(Path::of));
        return new Server(at, authority, name, read(secret));
    }

    private Properties saved() {
        var from = file == null ? local() : file;
        var properties = new Properties();
        try (var in = Files.newBufferedReader(from)) {
            properties.load(in);
        } catch (IOException e) {
            throw CliException.wrongUse("no running Oriel is known here: cannot read " + from
                    + ". Start one (./oriel up), or give --server, --ca, --user and --login-password-file.");
        }
        for (var key : new String[] {"url", "user", "password-file"}) {
            if (properties.getProperty(key) == null) {
                throw CliException.wrongUse(from + " lacks " + key);
            }
        }
        return properties;
    }

    private static Path local() {
        var home = System.getProperty("user.home", "/");
        var state = "root".equals(System.getProperty("user.name"))
                ? Path.of("/var/lib/oriel")
                : Path.of(Optional.ofNullable(System.getenv("XDG_STATE_HOME")).orElse(home + "/.local/state"), "oriel");
        return state.resolve("portal/cli.properties");
    }

    static String read(Path secret) {
        try {
            return Files.readString(secret).strip();
        } catch (IOException e) {
            throw CliException.wrongUse("cannot read the password file " + secret);
        }
    }
}
