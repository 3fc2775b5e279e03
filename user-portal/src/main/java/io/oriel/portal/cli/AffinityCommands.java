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

/** Affinity groups. */
@Command(
        name = "affinity",
        description = {
            "Affinity groups: virtual machines that belong together or apart, and on which hosts.",
            "They count when a virtual machine starts or moves the next time."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AffinityCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = {
                "Adds a group.",
                "A RULE is positive or negative, or soft:positive or soft:negative for one that may be broken."
            },
            mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--vms-rule",
                            paramLabel = "RULE",
                            description = "positive: its virtual machines run on one host; negative: each on another")
                    @Nullable
                    String vmRule,
            @Option(
                            names = "--hosts-rule",
                            paramLabel = "RULE",
                            description = "positive: they run on its hosts; negative: on none of them")
                    @Nullable
                    String hostRule,
            @Option(names = "--vm", paramLabel = "NAME") @Nullable List<String> vms,
            @Option(names = "--host", paramLabel = "NAME") @Nullable List<String> hosts,
            @Option(
                            names = "--priority",
                            paramLabel = "N",
                            description = "of several soft rules the greatest sum is broken last; default: 1")
                    @Nullable
                    Double priority,
            @Option(names = "--cluster", paramLabel = "NAME", description = "default: Default") @Nullable
                    String cluster,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        oriel.connection()
                .open()
                .post(
                        "affinity",
                        new Members()
                                .with("name", name)
                                .with("description", description)
                                .with("cluster", cluster)
                                .with("priority", priority)
                                .with("vmRule", vmRule)
                                .with("hostRule", hostRule)
                                .with("vms", vms)
                                .with("hosts", hosts)
                                .all());
        spec.commandLine().getOut().println("affinity group " + name + " added");
    }

    @Command(description = "Lists groups.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("affinity"),
                "name",
                "cluster",
                "vmRule",
                "hostRule",
                "priority",
                "vms",
                "hosts");
    }

    @Command(
            description = "Puts virtual machines and hosts into a group, or takes them out of it.",
            mixinStandardHelpOptions = true)
    void member(
            @Parameters(paramLabel = "GROUP") String group,
            @Option(names = "--vm", paramLabel = "NAME") @Nullable List<String> vms,
            @Option(names = "--host", paramLabel = "NAME") @Nullable List<String> hosts,
            @Option(names = "--remove", description = "take them out instead") boolean remove) {
        if (vms == null && hosts == null) {
            throw CliException.wrongUse("name at least one --vm or --host");
        }
        var members = new Members().with("vms", vms).with("hosts", hosts).with("remove", remove);
        var now = oriel.connection().open().ask("affinity/" + Names.part(group) + "/members", members.all());
        spec.commandLine()
                .getOut()
                .println("affinity group " + group + ": vms " + now.get("vms") + ", hosts " + now.get("hosts"));
    }

    @Command(description = "Deletes groups; their members stay as they are.", mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("affinity/" + Names.part(name));
            spec.commandLine().getOut().println("affinity group " + name + " deleted");
        }
    }
}
