package io.oriel.portal.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Gateways, through which people reach their desktops' displays. */
@Command(
        name = "gateway",
        description = "Gateways, through which people reach their desktops' displays.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class GatewayCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = "Adds a gateway and prints the command with which its machine joins.",
            mixinStandardHelpOptions = true)
    void add(
            @Mixin Output output,
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--public-name",
                            paramLabel = "NAME",
                            required = true,
                            description = "the host name or address people dial; its certificate carries it")
                    String publicName,
            @Option(names = "--port", paramLabel = "PORT", defaultValue = "8444", description = "the port people dial")
                    int port) {
        var added =
                oriel.connection().open().ask("gateways", Map.of("name", name, "publicName", publicName, "port", port));
        if (!output.printed(spec.commandLine().getOut(), added, name)) {
            JoinText.print(spec, "Gateway " + name + " is added.", Json.inside(added, "join"));
        }
    }

    @Command(description = "Lists gateways.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("gateways"),
                "name",
                "state",
                "publicName",
                "port",
                "sessions",
                "drainSeconds");
    }

    @Command(description = "Shows all that is known of a gateway.", mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var gateway = oriel.connection().open().get("gateways/" + Names.part(name));
        if (!output.printed(spec.commandLine().getOut(), gateway, name)) {
            output.record(spec.commandLine().getOut(), gateway);
        }
    }

    @Command(description = "Makes a new join command for a gateway.", mixinStandardHelpOptions = true)
    void token(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var join = oriel.connection().open().ask("gateways/" + Names.part(name) + "/token", Map.of());
        if (!output.printed(spec.commandLine().getOut(), join, name)) {
            JoinText.print(spec, "Gateway " + name + ".", join);
        }
    }

    @Command(
            description = "Gives a gateway no more sessions; those that still run after a time are ended.",
            mixinStandardHelpOptions = true)
    void drain(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--minutes",
                            paramLabel = "N",
                            defaultValue = "480",
                            description = "when to end what still runs (default: 480, a working day)")
                    long minutes) {
        oriel.connection()
                .open()
                .post("gateways/" + Names.part(name) + "/drain", Map.of("seconds", Math.multiplyExact(minutes, 60L)));
        spec.commandLine().getOut().println("gateway " + name + " drains, sessions end within " + minutes + " minutes");
    }

    @Command(description = "Gives a gateway that drains sessions again.", mixinStandardHelpOptions = true)
    void activate(@Parameters(paramLabel = "NAME") String name) {
        oriel.connection().open().post("gateways/" + Names.part(name) + "/activate", Map.of());
        spec.commandLine().getOut().println("gateway " + name + " activated");
    }

    @Command(
            description = "Removes gateways. Displays through them end; their certificates are refused from then on.",
            mixinStandardHelpOptions = true)
    void remove(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("gateways/" + Names.part(name));
            spec.commandLine().getOut().println("gateway " + name + " removed");
        }
    }
}
