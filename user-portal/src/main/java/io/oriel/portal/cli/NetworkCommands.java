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

/** Networks: a name that means a bridge, and perhaps a VLAN, on every host of a data center. */
@Command(
        name = "network",
        description = "Networks: a name that means a bridge, and perhaps a VLAN, on every host of a data center.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class NetworkCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    /** In which data center a name is meant. */
    static final class In {
        @Option(names = "--datacenter", paramLabel = "NAME", description = "default: Default")
        private @Nullable String dataCenter;

        String path(String name) {
            return "networks/" + Names.part(name) + (dataCenter == null ? "" : "?dataCenter=" + Names.part(dataCenter));
        }
    }

    @Command(description = "Adds a network.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin In in,
            @Option(
                            names = "--bridge",
                            paramLabel = "BRIDGE",
                            required = true,
                            description = "the bridge it means on every host")
                    String bridge,
            @Option(names = "--vlan", paramLabel = "ID", description = "1 to 4094") @Nullable Long vlan,
            @Option(names = "--required", description = "a host without the bridge runs no virtual machines at all")
                    boolean required) {
        oriel.connection()
                .open()
                .post(
                        "networks",
                        new Members()
                                .with("name", name)
                                .with("dataCenter", in.dataCenter)
                                .with("bridge", bridge)
                                .with("vlan", vlan)
                                .with("required", required)
                                .all());
        spec.commandLine().getOut().println("network " + name + " added");
    }

    @Command(description = "Lists networks.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("networks"),
                "name",
                "dataCenter",
                "bridge",
                "vlan",
                "required");
    }

    @Command(
            description = {
                "Changes a network.",
                "It becomes another bridge or VLAN only while no virtual machine has a card in it."
            },
            mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin In in,
            @Option(names = "--name", paramLabel = "NAME", description = "another name") @Nullable String next,
            @Option(names = "--bridge", paramLabel = "BRIDGE") @Nullable String bridge,
            @Option(names = "--vlan", paramLabel = "ID", description = "1 to 4094; 0 for none") @Nullable Long vlan,
            @Option(
                            names = "--required",
                            negatable = true,
                            description = "whether a host without the bridge runs no virtual machines at all")
                    @Nullable
                    Boolean required) {
        var changes = new Members()
                .with("name", next)
                .with("bridge", bridge)
                .with("vlan", vlan)
                .with("required", required)
                .changes();
        var changed = oriel.connection().open().patch(in.path(name), changes);
        spec.commandLine().getOut().println("network " + changed.get("name") + " changed");
    }

    @Command(description = "Deletes networks in which no virtual machine has a card.", mixinStandardHelpOptions = true)
    void delete(@Mixin In in, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete(in.path(name));
            spec.commandLine().getOut().println("network " + name + " deleted");
        }
    }
}
