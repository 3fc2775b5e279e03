package io.oriel.portal.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** One's own desktops. */
@Command(
        name = "desktop",
        description = "Your own desktops; oriel connect opens one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DesktopCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Lists the desktops you have.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                Json.objects(oriel.connection().open().get("desktops"), "desktops"),
                "name",
                "pool",
                "state");
    }

    @Command(description = "Lists the pools you may take a desktop from.", mixinStandardHelpOptions = true)
    void pools(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                Json.objects(oriel.connection().open().get("desktops"), "pools"),
                "name",
                "description",
                "ready",
                "startable",
                "mine",
                "maxPerUser");
    }

    @Command(
            name = "give-back",
            description = {
                "Gives a desktop back to its pool and ends its session.",
                "What is on a desktop that is wiped after use is lost."
            },
            mixinStandardHelpOptions = true)
    void giveBack(@Parameters(paramLabel = "NAME") String name) {
        oriel.connection().open().post("desktops/" + Names.part(name) + "/give-back", Map.of());
        spec.commandLine().getOut().println("desktop " + name + " given back");
    }
}
