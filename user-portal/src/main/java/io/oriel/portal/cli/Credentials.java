package io.oriel.portal.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** By what a command proves who asks. */
sealed interface Credentials {

    /** The value of {@code Authorization}. */
    String header(Server server);

    /** Another one after the first was refused; empty where there is none. */
    Optional<String> renew(Server server);

    /** A name and a password, sent with every request. */
    record Password(String user, String password) implements Credentials {
        String header() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String header(Server server) {
            return header();
        }

        @Override
        public Optional<String> renew(Server server) {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "Password[" + user + "]";
        }
    }

    /** A token that somebody logged in for. */
    record Token(String value) implements Credentials {
        @Override
        public String header(Server server) {
            return "Bearer " + value;
        }

        @Override
        public Optional<String> renew(Server server) {
            throw CliException.refused("the login has run out or was ended; log in again (oriel login URL)");
        }

        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    /**
     * A password in a file, for a token that is kept in another: the password's slow check is paid once in hours.
     *
     * @param kept the token's file; it need not exist, and it need not be writable
     */
    record Kept(String user, Path passwordFile, Path kept) implements Credentials {
        @Override
        public String header(Server server) {
            return SecretFile.read(kept).map(token -> "Bearer " + token).orElseGet(() -> login(server));
        }

        @Override
        public Optional<String> renew(Server server) {
            return SecretFile.delete(kept) ? Optional.of(login(server)) : Optional.empty();
        }

        private String login(Server server) {
            var token = String.valueOf(
                    server.login(user, Connection.read(passwordFile)).get("token"));
            SecretFile.tryWrite(kept, token + "\n");
            return "Bearer " + token;
        }
    }
}
