package io.oriel.portal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Pools of desktops. */
@Command(
        name = "pool",
        description = "Pools of desktops.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PoolCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Makes a pool of clones of one template.", mixinStandardHelpOptions = true)
    void create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--template", paramLabel = "NAME", required = true) String template,
            @Option(names = "--size", paramLabel = "N", required = true, description = "desktops in all") int size,
            @Option(
                            names = "--prestarted",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "kept running for whoever comes next")
                    int prestarted,
            @Option(names = "--max-per-user", paramLabel = "N", defaultValue = "1") int maxPerUser,
            @Option(names = "--vcpus", paramLabel = "N", defaultValue = "1") int vcpus,
            @Option(names = "--memory", paramLabel = "MIB", defaultValue = "1024") long memory,
            @Option(names = "--description", paramLabel = "TEXT", defaultValue = "") String description,
            @Option(names = "--keep", description = "a desktop keeps what is on it when it is given back") boolean keep,
            @Option(
                            names = "--group",
                            paramLabel = "GROUP",
                            description = "may take from it; group, or group@directory")
                    @Nullable
                    List<String> groups) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("description", description);
        body.put("template", template);
        body.put("size", size);
        body.put("prestarted", prestarted);
        body.put("maxPerUser", maxPerUser);
        body.put("stateless", !keep);
        body.put("vcpus", vcpus);
        body.put("memoryMiB", memory);
        body.put("groups", groups == null ? List.of() : groups);
        oriel.connection().open().post("pools", body);
        spec.commandLine().getOut().println("pool " + name + " created");
    }

    @Command(description = "Lists pools.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("pools"),
                "name",
                "template",
                "size",
                "prestarted",
                "ready",
                "assigned",
                "groups");
    }
}
