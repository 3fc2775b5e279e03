package io.oriel.portal.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** People of the built-in directory. */
@Command(
        name = "user",
        description = "People of the built-in directory.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UserCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = "Adds a person; asks for the password unless a file holds it.",
            mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "TEXT", description = "how the person is shown") @Nullable
                    String shown,
            @Option(names = "--password-file", paramLabel = "FILE") @Nullable Path file) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("displayName", shown == null ? name : shown);
        body.put("password", password(file));
        oriel.connection().open().post("users", body);
        say("user " + name + " added");
    }

    @Command(description = "Sets a person's password.", mixinStandardHelpOptions = true)
    void passwd(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--password-file", paramLabel = "FILE") @Nullable Path file) {
        oriel.connection().open().put("users/" + Names.part(name) + "/password", Map.of("password", password(file)));
        say("password of " + name + " set");
    }

    @Command(description = "Keeps a person from logging in.", mixinStandardHelpOptions = true)
    void lock(@Parameters(paramLabel = "NAME") String name) {
        oriel.connection().open().put("users/" + Names.part(name) + "/locked", Map.of("locked", true));
        say("user " + name + " locked");
    }

    @Command(description = "Lets a locked person log in again.", mixinStandardHelpOptions = true)
    void unlock(@Parameters(paramLabel = "NAME") String name) {
        oriel.connection().open().put("users/" + Names.part(name) + "/locked", Map.of("locked", false));
        say("user " + name + " unlocked");
    }

    @Command(description = "Removes a person.", mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME") String name) {
        oriel.connection().open().delete("users/" + Names.part(name));
        say("user " + name + " deleted");
    }

    @Command(description = "Lists people.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                Names.brief(oriel.connection().open().list("users")),
                "name",
                "displayName",
                "locked",
                "groups");
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
    }

    @SuppressWarnings("SystemConsoleNull") // null it is, when the output is no terminal
    private static String password(@Nullable Path file) {
        if (file != null) {
            return Connection.read(file);
        }
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            throw CliException.wrongUse("no terminal to ask for the password on; give --password-file");
        }
        var first = console.readPassword("New password: ");
        var second = console.readPassword("The same again: ");
        if (first == null || second == null || !java.util.Arrays.equals(first, second)) {
            throw CliException.wrongUse("the two passwords differ");
        }
        return new String(first);
    }
}
