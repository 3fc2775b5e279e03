package io.oriel.portal.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends the login that is kept. */
@Command(name = "logout", description = "Ends the login that is kept.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class LogoutCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        var login = LoginFile.ours();
        if (!login.exists()) {
            throw CliException.wrongUse("nobody is logged in here");
        }
        var server = login.open();
        login.delete();
        try {
            server.delete("login");
        } catch (CliException e) {
            spec.commandLine()
                    .getErr()
                    .println("oriel: the token is forgotten here; the server said: " + e.getMessage());
        }
        spec.commandLine().getOut().println("logged out");
    }
}
