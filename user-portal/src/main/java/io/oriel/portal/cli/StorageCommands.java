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

/** Storage domains: where disks live. */
@Command(
        name = "storage",
        description = "Storage domains: directories in which disks live.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class StorageCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Adds a storage domain.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--path", paramLabel = "PATH", required = true, description = "absolute, on the hosts")
                    String path,
            @Option(
                            names = "--shared",
                            description = "every host of the data center sees the same files there; mount it first")
                    boolean shared,
            @Option(
                            names = "--host",
                            paramLabel = "NAME",
                            description =
                                    "the host that has it, when it is not shared; default: the first that comes up")
                    @Nullable
                    String host,
            @Option(names = "--datacenter", paramLabel = "NAME", description = "default: Default") @Nullable
                    String dataCenter) {
        oriel.connection()
                .open()
                .post(
                        "storage",
                        new Members()
                                .with("name", name)
                                .with("dataCenter", dataCenter)
                                .with("path", path)
                                .with("shared", shared)
                                .with("host", host)
                                .all());
        spec.commandLine().getOut().println("storage domain " + name + " added");
    }

    @Command(description = "Lists storage domains.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("storage"),
                "name",
                "dataCenter",
                "path",
                "shared",
                "host",
                "prepared");
    }

    @Command(
            description = "Gives a storage domain another name, or, while it holds nothing, another path.",
            mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "NAME", description = "another name") @Nullable String next,
            @Option(names = "--path", paramLabel = "PATH") @Nullable String path) {
        var changes = new Members().with("name", next).with("path", path).changes();
        var changed = oriel.connection().open().patch("storage/" + Names.part(name), changes);
        spec.commandLine().getOut().println("storage domain " + changed.get("name") + " changed");
    }

    @Command(
            description = "Deletes storage domains that hold nothing. Their directories stay as they are.",
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("storage/" + Names.part(name));
            spec.commandLine().getOut().println("storage domain " + name + " deleted");
        }
    }
}
