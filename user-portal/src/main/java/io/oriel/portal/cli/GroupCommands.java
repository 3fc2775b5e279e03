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

/** Groups of the built-in directory. */
@Command(
        name = "group",
        description = "Groups of the built-in directory.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class GroupCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Adds a group.", mixinStandardHelpOptions = true)
    void add(@Parameters(paramLabel = "GROUP") String group) {
        oriel.connection().open().post("groups", Map.of("name", group));
        spec.commandLine().getOut().println("group " + group + " added");
    }

    @Command(description = "Puts people or groups into a group, or takes them out.", mixinStandardHelpOptions = true)
    void member(
            @Parameters(paramLabel = "GROUP", index = "0") String group,
            @Parameters(paramLabel = "MEMBER", index = "1..*", arity = "1..*") List<String> members,
            @Option(names = "--remove", description = "take them out") boolean remove) {
        var server = oriel.connection().open();
        for (var member : members) {
            var path = "groups/" + Names.part(group) + "/members/" + Names.part(member);
            if (remove) {
                server.delete(path);
            } else {
                server.put(path, Map.of());
            }
            spec.commandLine().getOut().println(member + (remove ? " left " : " is in ") + group);
        }
    }

    @Command(description = "Lists groups.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                Names.brief(oriel.connection().open().list("groups")),
                "name",
                "members");
    }
}
