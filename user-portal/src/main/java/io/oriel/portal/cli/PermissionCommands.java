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

/** Who has which role on what. */
@Command(
        name = "permission",
        description = "Who has which role on what.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PermissionCommands {
    private static final Map<String, String> COLLECTIONS = Map.of(
            "data-center", "datacenters",
            "cluster", "clusters",
            "host", "hosts",
            "vm", "vms",
            "pool", "pools",
            "template", "templates",
            "storage-domain", "storage",
            "disk", "disks",
            "network", "networks");

    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    /** A person or a group. */
    static final class Who {
        @Option(names = "--person", paramLabel = "NAME", required = true, description = "name, or name@directory")
        private @Nullable String person;

        @Option(names = "--group", paramLabel = "GROUP", required = true, description = "group, or group@directory")
        private @Nullable String group;
    }

    @Command(
            description = {
                "Gives a role on an object.",
                "KIND is system, data-center, cluster, host, vm, pool, template, storage-domain, disk or network."
            },
            mixinStandardHelpOptions = true)
    void grant(
            @Parameters(paramLabel = "ROLE") String role,
            @ArgGroup(multiplicity = "1") Who who,
            @Option(names = "--on", paramLabel = "KIND", required = true) String kind,
            @Parameters(paramLabel = "OBJECT", arity = "0..1", description = "name or id; not of the system") @Nullable
                    String object) {
        var given = oriel.connection()
                .open()
                .ask(
                        "permissions",
                        new Members()
                                .with("role", role)
                                .with("user", who.person)
                                .with("group", who.group)
                                .with("kind", kind)
                                .with("name", object)
                                .all());
        spec.commandLine()
                .getOut()
                .println("role " + given.get("role") + " on " + given.get("kind") + " " + given.get("object")
                        + " given, permission " + given.get("id"));
    }

    @Command(description = "Takes permissions away, by their ids.", mixinStandardHelpOptions = true)
    void revoke(
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
            @Option(names = "--force", description = "also what lets you change permissions there") boolean force) {
        var server = oriel.connection().open();
        for (var id : ids) {
            server.delete("permissions/" + Names.part(id) + (force ? "?force=true" : ""));
            spec.commandLine().getOut().println("permission " + id + " taken away");
        }
    }

    @Command(
            description = {
                "Lists all permissions, or those on one object and above it, or one's own.",
                "KIND is as of grant."
            },
            mixinStandardHelpOptions = true)
    void list(
            @Mixin Output output,
            @Option(names = "--on", paramLabel = "KIND") @Nullable String kind,
            @Option(names = "--own", description = "those of who asks") boolean own,
            @Parameters(paramLabel = "OBJECT", arity = "0..1") @Nullable String object) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list(path(kind, own, object)),
                "id",
                "user",
                "group",
                "role",
                "kind",
                "object");
    }

    private static String path(@Nullable String kind, boolean own, @Nullable String object) {
        if (own) {
            return "permissions/own";
        }
        if (kind == null) {
            return "permissions";
        }
        var collection = COLLECTIONS.get(kind);
        if (collection == null || object == null) {
            throw CliException.wrongUse("name the object after its kind, as in --on vm web-1");
        }
        return collection + "/" + Names.part(object) + "/permissions";
    }
}
