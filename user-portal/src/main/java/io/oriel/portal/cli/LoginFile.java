package io.oriel.portal.cli;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** What {@code oriel login} keeps for this person: where, by which authority, and the token. */
final class LoginFile {
    private final Path directory;

    private LoginFile(Path directory) {
        this.directory = directory;
    }

    /** This person's: {@code oriel} in {@code XDG_CONFIG_HOME}, or in {@code ~/.config}. */
    static LoginFile ours() {
        var home = Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
                .filter(text -> !text.isBlank())
                .orElse(System.getProperty("user.home", "/") + "/.config");
        return new LoginFile(Path.of(System.getProperty("oriel.cli.config", home + "/oriel")));
    }

    Path path() {
        return directory.resolve("login.properties");
    }

    private Path authority() {
        return directory.resolve("login-ca.pem");
    }

    boolean exists() {
        return Files.exists(path());
    }

    Server open() {
        var kept = new Properties();
        try {
            kept.load(new StringReader(Files.readString(path())));
        } catch (IOException e) {
            throw CliException.wrongUse("cannot read " + path());
        }
        if (kept.getProperty("url") == null || kept.getProperty("token") == null) {
            throw CliException.wrongUse(path() + " lacks url or token; log in again");
        }
        return new Server(
                URI.create(kept.getProperty("url")),
                Optional.of(authority()).filter(Files::exists),
                new Credentials.Token(kept.getProperty("token")));
    }

    void write(URI url, Optional<Path> ca, String token) {
        SecretFile.delete(authority());
        ca.ifPresent(file -> SecretFile.write(authority(), Connection.read(file) + "\n"));
        SecretFile.write(path(), "url=" + url + "\ntoken=" + token + "\n");
    }

    void delete() {
        SecretFile.delete(path());
        SecretFile.delete(authority());
    }
}
