package io.oriel.portal.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What has happened. */
@Command(
        name = "event",
        description = "What has happened: the audit log.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class EventCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = "Lists the latest events, or with --watch shows new ones as they come.",
            mixinStandardHelpOptions = true)
    void list(
            @Mixin Output output,
            @Option(
                            names = "--object",
                            paramLabel = "KIND/NAME",
                            description = "only those about vm/NAME, pool/NAME or host/NAME")
                    @Nullable
                    String object,
            @Option(names = "--max", paramLabel = "N", defaultValue = "100", description = "1 to 1,000; default: 100")
                    int max) {
        var server = oriel.connection().open();
        var about = object == null ? "" : "object=" + Names.part(object);
        if (!oriel.watches()) {
            output.print(
                    spec.commandLine().getOut(),
                    server.list("events?max=" + max + "&" + about),
                    "id",
                    "at",
                    "severity",
                    "text");
            return;
        }
        var last = Optional.<String>empty();
        while (!Thread.currentThread().isInterrupted()) {
            last = server.follow("events/stream?" + about, last, event -> show(output, event));
        }
    }

    private void show(Output output, Map<String, Object> event) {
        var out = spec.commandLine().getOut();
        if (!output.printed(out, event, String.valueOf(event.get("id")))) {
            out.println(Output.plain(event.get("at")) + "  " + Output.plain(event.get("severity")) + "  "
                    + Output.plain(event.get("text")));
            out.flush();
        }
    }

    @Command(description = "Takes events out of what is shown; they stay in the log.", mixinStandardHelpOptions = true)
    void dismiss(@Parameters(paramLabel = "ID", arity = "1..*") List<Long> ids) {
        var server = oriel.connection().open();
        for (var id : ids) {
            server.delete("events/" + id);
            spec.commandLine().getOut().println("event " + id + " dismissed");
        }
    }
}
