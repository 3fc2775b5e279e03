package io.oriel.portal.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Whether the audit log is as it was. */
@Command(
        name = "audit",
        description = "Whether the audit log is as it was.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AuditCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = {
                "Looks whether all events are as they were sealed.",
                "Names the first range that is not, and then ends with status 1."
            },
            mixinStandardHelpOptions = true)
    void verify(@Mixin Output output) {
        var answer = oriel.connection().open().get("audit");
        var out = spec.commandLine().getOut();
        if (!output.printed(out, answer, String.valueOf(answer.get("whole")))
                && Boolean.TRUE.equals(answer.get("whole"))) {
            out.println("the log is whole: " + answer.get("ranges") + " sealed ranges, " + answer.get("deletedEvents")
                    + " old events deleted");
        }
        if (answer.get("firstBad") instanceof Map<?, ?> bad) {
            throw CliException.failed("range " + bad.get("number") + ", " + bad.get("events") + " events from "
                    + bad.get("first") + " to " + bad.get("last") + ", is not what it was");
        }
    }
}
