package io.oriel.portal.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Who sits before which desktop. */
@Command(
        name = "session",
        description = "Who sits before which desktop.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SessionCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = "Lists open sessions, how long they have lasted and since when nobody has typed or pointed.",
            mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("sessions"),
                "vmName",
                "user",
                "protocol",
                "state",
                "lastedSeconds",
                "idleSeconds");
    }
}
