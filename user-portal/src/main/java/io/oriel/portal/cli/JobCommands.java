package io.oriel.portal.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Jobs: what was asked for and takes a while. */
@Command(
        name = "job",
        description = "What was asked for and takes a while. Jobs are kept for 7 days after their end.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class JobCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Lists jobs, the latest first.", mixinStandardHelpOptions = true)
    void list(
            @Mixin Output output,
            @Option(names = "--open", description = "only those that have not ended, oldest first") boolean open,
            @Option(names = "--max", paramLabel = "N", defaultValue = "100", description = "1 to 1000, default 100")
                    int max) {
        var jobs = oriel.connection().open().list(open ? "jobs?open=true" : "jobs?max=" + max);
        output.print(spec.commandLine().getOut(), jobs, "id", "text", "state", "percent", "user", "opened", "reason");
    }

    @Command(
            description = {
                "Shows a job with its steps.",
                "With --watch it is followed to its end first; one that fails ends the command with status 1."
            },
            mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "ID") String id) {
        var server = oriel.connection().open();
        var path = "jobs/" + Names.part(id);
        var line = spec.commandLine();
        var job = oriel.watches() ? Waiting.follow(server, path, line.getErr()) : server.get(path);
        if (!output.printed(line.getOut(), job, id)) {
            Map<String, Object> head = new LinkedHashMap<>(job);
            head.remove("steps");
            output.record(line.getOut(), head);
            line.getOut().println();
            output.print(
                    line.getOut(), Json.objects(job, "steps"), "text", "state", "percent", "note", "began", "ended");
        }
    }
}
