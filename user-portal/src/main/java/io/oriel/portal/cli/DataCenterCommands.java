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

/** Data centers: clusters that share networks and storage domains. */
@Command(
        name = "datacenter",
        description = "Data centers: clusters that share networks and storage domains.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DataCenterCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Adds a data center without clusters.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        oriel.connection()
                .open()
                .post(
                        "datacenters",
                        new Members()
                                .with("name", name)
                                .with("description", description)
                                .all());
        spec.commandLine().getOut().println("data center " + name + " added");
    }

    @Command(description = "Lists data centers.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(spec.commandLine().getOut(), oriel.connection().open().list("datacenters"), "name", "description");
    }

    @Command(description = "Changes a data center.", mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "NAME", description = "another name") @Nullable String next,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        var changes = new Members()
                .with("name", next)
                .with("description", description)
                .changes();
        var changed = oriel.connection().open().patch("datacenters/" + Names.part(name), changes);
        spec.commandLine().getOut().println("data center " + changed.get("name") + " changed");
    }

    @Command(
            description = "Deletes data centers without clusters and storage domains, and their networks.",
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("datacenters/" + Names.part(name));
            spec.commandLine().getOut().println("data center " + name + " deleted");
        }
    }
}
