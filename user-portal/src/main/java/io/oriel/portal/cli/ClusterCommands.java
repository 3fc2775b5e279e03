package io.oriel.portal.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Clusters: hosts between which VMs may move, and how they are chosen among. */
@Command(
        name = "cluster",
        description = "Clusters: hosts between which virtual machines may move.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ClusterCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    /** What a cluster may be. */
    static final class Traits {
        @Option(names = "--description", paramLabel = "TEXT")
        private @Nullable String description;

        @Option(
                names = "--cpu-level",
                paramLabel = "LEVEL",
                description = "what every host's processor must be: a libvirt CPU model, or x86-64-v1 to -v4; ''"
                        + " for any")
        private @Nullable String cpuLevel;

        @Option(
                names = "--policy",
                paramLabel = "NAME",
                description = "none, evenly_distributed, power_saving, vm_evenly_distributed or cluster_maintenance")
        private @Nullable String policy;

        @Option(
                names = "--param",
                paramLabel = "NAME=VALUE",
                description = "a parameter of the policy, as HighUtilization=70; without a value its standard one",
                mapFallbackValue = "")
        private @Nullable Map<String, String> parameters;

        Members into(Members members) {
            return members.with("description", description)
                    .with("cpuLevel", cpuLevel)
                    .with("policy", policy)
                    .with("parameters", parameters);
        }
    }

    @Command(description = "Adds a cluster without hosts.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--datacenter", paramLabel = "NAME", description = "default: Default") @Nullable
                    String dataCenter,
            @ArgGroup(exclusive = false) @Nullable Traits traits) {
        var body = new Members().with("name", name).with("dataCenter", dataCenter);
        oriel.connection().open().post("clusters", (traits == null ? body : traits.into(body)).all());
        spec.commandLine().getOut().println("cluster " + name + " added");
    }

    @Command(description = "Lists clusters.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("clusters"),
                "name",
                "dataCenter",
                "cpuLevel",
                "policy",
                "description");
    }

    @Command(
            description = "Shows a cluster with all parameters of its scheduling policy.",
            mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var cluster = oriel.connection().open().get("clusters/" + Names.part(name));
        if (!output.printed(spec.commandLine().getOut(), cluster, name)) {
            output.record(spec.commandLine().getOut(), cluster);
        }
    }

    @Command(
            description = {"Changes a cluster.", "Another policy begins with all parameters at their standard values."},
            mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "NAME", description = "another name") @Nullable String next,
            @ArgGroup(exclusive = false) @Nullable Traits traits) {
        var body = new Members().with("name", next);
        var changes = (traits == null ? body : traits.into(body)).changes();
        var changed = oriel.connection().open().patch("clusters/" + Names.part(name), changes);
        spec.commandLine().getOut().println("cluster " + changed.get("name") + " changed");
    }

    @Command(
            description = "Deletes clusters without hosts, pools and virtual machines.",
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("clusters/" + Names.part(name));
            spec.commandLine().getOut().println("cluster " + name + " deleted");
        }
    }
}
