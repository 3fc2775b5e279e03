package io.oriel.portal.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
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
            description =
                    "Lists open sessions: who, through which gateway, since when nobody has typed, what was carried.",
            mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("sessions"),
                "id",
                "vmName",
                "user",
                "protocol",
                "state",
                "gateway",
                "clientAddress",
                "lastedSeconds",
                "idleSeconds",
                "roundTripMicros",
                "bytesToClient",
                "bytesToDesktop");
    }

    @Command(
            description = "Shows all that is known of a session, with the bytes of each channel.",
            mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "ID") String id) {
        var session = oriel.connection().open().get("sessions/" + Names.part(id));
        if (!output.printed(spec.commandLine().getOut(), session, id)) {
            output.record(spec.commandLine().getOut(), session);
        }
    }

    @Command(
            description = "Ends sessions at once. Their people are told that an administrator did; the desktops go on.",
            mixinStandardHelpOptions = true)
    void cut(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
        var server = oriel.connection().open();
        for (var id : ids) {
            server.post("sessions/" + Names.part(id) + "/cut", Map.of());
            spec.commandLine().getOut().println("session " + id + " cut");
        }
    }
}
