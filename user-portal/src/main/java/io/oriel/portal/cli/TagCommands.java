package io.oriel.portal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The tree of tags, and what carries them. */
@Command(
        name = "tag",
        description =
                "The tree of tags, and what carries them. Who searches for a tag finds what carries its parts, too.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TagCommands {
    /** What a tag is put on. */
    enum Kind {
        VM,
        HOST,
        TEMPLATE,
        USER;

        String path() {
            return name().toLowerCase(Locale.ROOT) + "s";
        }
    }

    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Makes a tag.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "TAG") String tag,
            @Option(names = "--parent", paramLabel = "TAG", description = "what it is part of") @Nullable String parent,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        oriel.connection()
                .open()
                .post(
                        "tags",
                        new Members()
                                .with("name", tag)
                                .with("parent", parent)
                                .with("description", description)
                                .all());
        spec.commandLine().getOut().println("tag " + tag + " added");
    }

    @Command(description = "Lists tags, each after the one that it is part of.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        var tree = new ArrayList<Map<String, Object>>();
        grow(oriel.connection().open().list("tags"), null, tree);
        output.print(spec.commandLine().getOut(), tree, "name", "parent", "carriers", "description");
    }

    private static void grow(List<Map<String, Object>> tags, @Nullable Object parent, List<Map<String, Object>> tree) {
        for (var tag : tags) {
            if (Objects.equals(tag.get("parent"), parent) && !tree.contains(tag)) {
                tree.add(tag);
                grow(tags, tag.get("name"), tree);
            }
        }
    }

    @Command(description = "Changes a tag.", mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "TAG") String tag,
            @Option(names = "--parent", paramLabel = "TAG", description = "what it is part of; \"\" for nothing")
                    @Nullable
                    String parent,
            @Option(names = "--description", paramLabel = "TEXT") @Nullable String description) {
        var changes = new Members()
                .with("parent", parent)
                .with("description", description)
                .changes();
        oriel.connection().open().patch("tags/" + Names.part(tag), changes);
        spec.commandLine().getOut().println("tag " + tag + " changed");
    }

    @Command(
            description = "Deletes tags; their parts become parts of what they were part of.",
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "TAG", arity = "1..*") List<String> tags) {
        var server = oriel.connection().open();
        for (var tag : tags) {
            server.delete("tags/" + Names.part(tag));
            spec.commandLine().getOut().println("tag " + tag + " deleted");
        }
    }

    @Command(description = "Puts a tag on things.", mixinStandardHelpOptions = true)
    void put(
            @Parameters(paramLabel = "TAG", index = "0") String tag,
            @Parameters(paramLabel = "KIND", index = "1", description = "vm, host, template or user") String kind,
            @Parameters(paramLabel = "NAME", index = "2..*", arity = "1..*") List<String> things) {
        set(tag, kind(kind), things, true);
    }

    @Command(description = "Takes a tag from things.", mixinStandardHelpOptions = true)
    void take(
            @Parameters(paramLabel = "TAG", index = "0") String tag,
            @Parameters(paramLabel = "KIND", index = "1", description = "vm, host, template or user") String kind,
            @Parameters(paramLabel = "NAME", index = "2..*", arity = "1..*") List<String> things) {
        set(tag, kind(kind), things, false);
    }

    private static Kind kind(String word) {
        for (var kind : Kind.values()) {
            if (kind.name().equalsIgnoreCase(word)) {
                return kind;
            }
        }
        throw CliException.wrongUse("'" + word + "' is none of vm, host, template, user");
    }

    private void set(String tag, Kind kind, List<String> things, boolean carried) {
        var server = oriel.connection().open();
        for (var thing : things) {
            var path = "tags/" + Names.part(tag) + "/" + kind.path() + "/" + Names.part(thing);
            if (carried) {
                server.put(path, Map.of());
            } else {
                server.delete(path);
            }
            spec.commandLine().getOut().println("tag " + tag + (carried ? " is on " : " is off ") + thing);
        }
    }
}
