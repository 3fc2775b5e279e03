package io.oriel.portal.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.Charset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Exchanges a password for a token and keeps that. */
@Command(
        name = "login",
        description = {
            "Logs in and keeps a token for the commands after this one, in a file only you can read.",
            "Asks for the password, or takes it from --login-password-file, or from standard input."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class LoginCommand implements Runnable {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "e.g. https://desk.example.org:8443")
    private URI url;

    @Override
    public void run() {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw CliException.wrongUse("the address is like https://desk.example.org:8443, not " + url);
        }
        var connection = oriel.connection();
        var name = connection.name();
        var password = connection.password().map(Connection::read).orElseGet(() -> ask(name));
        var server = new Server(url, connection.authority(), new Credentials.Password(name, password));
        var granted = server.login(name, password);
        LoginFile.ours().write(url, connection.authority(), String.valueOf(granted.get("token")));
        var hours = granted.get("expiresInSeconds") instanceof Long seconds ? seconds / 3600 : 0;
        spec.commandLine()
                .getOut()
                .println("logged in to " + url + " as " + granted.get("user") + " for " + hours + " hours");
    }

    private static String ask(String name) {
        var console = System.console();
        if (console != null && console.isTerminal()) {
            var typed = console.readPassword("password of %s: ", name);
            return typed == null ? "" : new String(typed);
        }
        try {
            var line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            if (line != null) {
                return line;
            }
        } catch (IOException e) {
            throw CliException.failed("the password cannot be read from standard input");
        }
        throw CliException.wrongUse("no password: type it, or give --login-password-file");
    }
}
