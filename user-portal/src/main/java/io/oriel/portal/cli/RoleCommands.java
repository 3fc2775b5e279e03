package io.oriel.portal.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Roles: rights that are given together. */
@Command(
        name = "role",
        description = "Roles: rights that are given together.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RoleCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Lists roles.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("roles"),
                "name",
                "administrative",
                "predefined",
                "description");
    }

    @Command(description = "Shows a role with its action groups.", mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var role = oriel.connection().open().get("roles/" + Names.part(name));
        if (!output.printed(spec.commandLine().getOut(), role, name)) {
            output.record(spec.commandLine().getOut(), role);
        }
    }

    @Command(description = "Lists the action groups that roles consist of.", mixinStandardHelpOptions = true)
    void groups(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(), oriel.connection().open().list("action-groups"), "name", "administrative");
    }

    @Command(description = "Makes a role.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--group", paramLabel = "GROUP", description = "an action group; repeat it for more")
                    @Nullable
                    List<String> groups,
            @Option(
                            names = "--administrative",
                            description = "it also lets see all that lies under its object, and reaches desktops that"
                                    + " people hold")
                    boolean administrative,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        oriel.connection()
                .open()
                .post(
                        "roles",
                        new Members()
                                .with("name", name)
                                .with("description", description)
                                .with("administrative", administrative)
                                .with("actionGroups", groups)
                                .all());
        spec.commandLine().getOut().println("role " + name + " added");
    }

    @Command(description = "Changes a role, and by that what all may do who have it.", mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "NAME", description = "another name") @Nullable String next,
            @Option(names = "--group", paramLabel = "GROUP", description = "all action groups it has from now on")
                    @Nullable
                    List<String> groups,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        var changes = new Members()
                .with("name", next)
                .with("description", description)
                .with("actionGroups", groups)
                .changes();
        oriel.connection().open().patch("roles/" + Names.part(name), changes);
        spec.commandLine().getOut().println("role " + name + " changed");
    }

    @Command(description = "Deletes roles that nobody has.", mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("roles/" + Names.part(name));
            spec.commandLine().getOut().println("role " + name + " deleted");
        }
    }
}
