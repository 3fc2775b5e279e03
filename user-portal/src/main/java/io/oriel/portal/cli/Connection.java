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

    @Option(names = "--local", paramLabel = "FILE", hidden = true, scope = ScopeType.INHERIT)
    private @Nullable Path local;

    /** The server of these options; else of {@code --connection}; else the one logged in to; else the local appliance. */
    Server open() {
        if (file == null && server == null && user == null && passwordFile == null) {
            var login = LoginFile.ours();
            if (login.exists()) {
                return login.open();
            }
        }
        var saved = server == null || user == null || passwordFile == null ? saved() : new Properties();
        var at = server == null ? URI.create(saved.getProperty("url")) : server;
        var name = user == null ? saved.getProperty("user") : user;
        var secret = passwordFile == null ? Path.of(saved.getProperty("password-file")) : passwordFile;
        var authority = Optional.ofNullable(ca)
                .or(() -> server != null
                        ? Optional.empty()
                        : Optional.ofNullable(saved.getProperty("ca")).map(Path::of));
        var given = server != null || user != null || passwordFile != null;
        return new Server(
                at,
                authority,
                given
                        ? new Credentials.Password(name, read(secret))
                        : new Credentials.Kept(name, secret, from().resolveSibling("cli.token")));
    }

    /** For {@code oriel login}: the name given, else the administrator's. */
    String name() {
        return user == null ? "admin@internal" : user;
    }

    /** The authority given. */
    Optional<Path> authority() {
        return Optional.ofNullable(ca);
    }

    /** The password file given. */
    Optional<Path> password() {
        return Optional.ofNullable(passwordFile);
    }

    private Path from() {
        return file != null ? file : local != null ? local : local();
    }

    private Properties saved() {
        var from = from();
        var properties = new Properties();
        try (var in = Files.newBufferedReader(from)) {
            properties.load(in);
        } catch (IOException e) {
            throw CliException.wrongUse("no running Oriel is known here: cannot read " + from
                    + ". Start one (./oriel up), log in to one (oriel login URL), or give --server, --ca, --user and"
                    + " --login-password-file.");
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
