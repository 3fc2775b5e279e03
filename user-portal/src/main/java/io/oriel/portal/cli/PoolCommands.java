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
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PoolAccessCommands.class, PoolChannelsCommand.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PoolCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    OrielCli oriel() {
        return oriel;
    }

    @Command(description = "Makes a pool of clones of one template.", mixinStandardHelpOptions = true)
    void create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--template",
                            paramLabel = "NAME[:VERSION]",
                            required = true,
                            description = "without a version: the latest")
                    String template,
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
            @Option(names = "--cluster", paramLabel = "NAME", description = "default: Default") @Nullable
                    String cluster,
            @Option(names = "--keep", description = "a desktop keeps what is on it when it is given back") boolean keep,
            @Mixin PoolOptions options,
            @Option(
                            names = "--group",
                            paramLabel = "GROUP",
                            description = "may take from it; group, or group@directory")
                    @Nullable
                    List<String> groups) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("description", description);
        body.putAll(TemplateName.of(template).body("template", "templateVersion"));
        body.put("size", size);
        body.put("prestarted", prestarted);
        body.put("maxPerUser", maxPerUser);
        Map<String, Object> more = new LinkedHashMap<>();
        options.into(more);
        if (!more.containsKey("type") || keep) {
            body.put("stateless", !keep);
        }
        body.put("vcpus", vcpus);
        body.put("memoryMiB", memory);
        PoolOptions.put(body, "cluster", cluster);
        body.putAll(more);
        body.put("groups", groups == null ? List.of() : groups);
        oriel.connection().open().post("pools", body);
        say("pool " + name + " created");
    }

    @Command(
            description = "Changes a pool. Desktops get processors and memory at their next start.",
            mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "NAME", description = "its new name") @Nullable String renamed,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description,
            @Option(
                            names = "--size",
                            paramLabel = "N",
                            description = "when it shrinks, free desktops go, the highest numbers first")
                    @Nullable
                    Long size,
            @Option(names = "--prestarted", paramLabel = "N") @Nullable Long prestarted,
            @Option(names = "--max-per-user", paramLabel = "N") @Nullable Long maxPerUser,
            @Option(names = "--vcpus", paramLabel = "N") @Nullable Long vcpus,
            @Option(names = "--memory", paramLabel = "MIB") @Nullable Long memory,
            @Mixin PoolOptions options) {
        Map<String, Object> body = new LinkedHashMap<>();
        PoolOptions.put(body, "name", renamed);
        PoolOptions.put(body, "description", description);
        PoolOptions.put(body, "size", size);
        PoolOptions.put(body, "prestarted", prestarted);
        PoolOptions.put(body, "maxPerUser", maxPerUser);
        PoolOptions.put(body, "vcpus", vcpus);
        PoolOptions.put(body, "memoryMiB", memory);
        options.into(body);
        if (body.isEmpty()) {
            throw CliException.wrongUse("nothing to change; see oriel pool edit --help");
        }
        oriel.connection().open().patch(path(name), body);
        say("pool " + name + " changed");
    }

    @Command(description = "Deletes a pool with its desktops.", mixinStandardHelpOptions = true)
    void delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--force", description = "also when some of them are somebody's: they are taken away")
                    boolean force) {
        oriel.connection().open().delete(path(name) + (force ? "?force=true" : ""));
        say("pool " + name + " is being deleted");
    }

    @Command(
            description = {
                "Makes a pool of another version of its template, or of another template.",
                "Free desktops are made anew at once, the others when they are given back."
            },
            mixinStandardHelpOptions = true)
    void rollout(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--template",
                            paramLabel = "NAME[:VERSION]",
                            description = "default: the latest version of its template")
                    @Nullable
                    String template,
            @Option(names = "--version-number", paramLabel = "N", description = "of its present template") @Nullable
                    Long version) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (template != null) {
            body.putAll(TemplateName.of(template).body("template", "version"));
        }
        PoolOptions.put(body, "version", version);
        rolled(oriel.connection().open().ask(path(name) + "/rollout", body));
    }

    @Command(
            description = "Makes a pool of what it was made of before the last roll-out.",
            mixinStandardHelpOptions = true)
    void rollback(@Parameters(paramLabel = "NAME") String name) {
        rolled(oriel.connection().open().ask(path(name) + "/rollback", Map.of()));
    }

    private void rolled(Map<String, Object> pool) {
        say("pool " + pool.get("name") + " is made of template " + pool.get("template") + " version "
                + pool.get("templateVersion") + "; " + pool.get("outdated") + " desktops are still of another one");
    }

    @Command(description = "Has a restrained pool refilled at once.", mixinStandardHelpOptions = true)
    void resume(@Parameters(paramLabel = "NAME") String name) {
        oriel.connection().open().ask(path(name) + "/resume", Map.of());
        say("pool " + name + " is refilled");
    }

    @Command(description = "Shows one pool.", mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var pool = oriel.connection().open().get(path(name));
        if (!output.printed(spec.commandLine().getOut(), pool, name)) {
            output.record(spec.commandLine().getOut(), pool);
        }
    }

    @Command(description = "Lists the desktops of a pool.", mixinStandardHelpOptions = true)
    void desktops(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list(path(name) + "/desktops"),
                "name",
                "state",
                "user",
                "trouble");
    }

    @Command(
            name = "take-back",
            description = "Takes desktops from whoever holds them, as if they had been given back.",
            mixinStandardHelpOptions = true)
    void takeBack(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "DESKTOP", arity = "1..*") List<String> desktops) {
        var server = oriel.connection().open();
        for (var desktop : desktops) {
            var taken = server.ask(path(name) + "/desktops/" + Names.part(desktop) + "/take-back", Map.of());
            say("desktop " + desktop + " taken back from " + taken.get("user"));
        }
    }

    @Command(description = "Lists pools.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("pools"),
                "name",
                "type",
                "template",
                "templateVersion",
                "size",
                "prestarted",
                "ready",
                "assigned",
                "outdated",
                "state",
                "groups");
    }

    private static String path(String name) {
        return "pools/" + Names.part(name);
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
    }
}
