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

/** Saved queries. */
@Command(
        name = "bookmark",
        description = "Saved queries, your own and those shared with everybody.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BookmarkCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Saves a query.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "NAME", index = "0") String name,
            @Parameters(paramLabel = "QUERY", index = "1..*", arity = "1..*") List<String> words,
            @Option(names = "--shared", description = "for everybody; administrators only") boolean shared) {
        oriel.connection()
                .open()
                .post(
                        "bookmarks",
                        new Members()
                                .with("name", name)
                                .with("query", String.join(" ", words))
                                .with("shared", shared)
                                .all());
        spec.commandLine().getOut().println("bookmark " + name + " saved");
    }

    @Command(description = "Lists saved queries, with how many things each finds now.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list("bookmarks"),
                "name",
                "count",
                "shared",
                "query");
    }

    @Command(description = "Changes a saved query.", mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "NAME", description = "another name") @Nullable String next,
            @Option(names = "--query", paramLabel = "QUERY") @Nullable String query) {
        var changes = new Members().with("name", next).with("query", query).changes();
        var changed = oriel.connection().open().patch("bookmarks/" + Names.part(name), changes);
        spec.commandLine().getOut().println("bookmark " + changed.get("name") + " changed");
    }

    @Command(description = "Removes saved queries.", mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("bookmarks/" + Names.part(name));
            spec.commandLine().getOut().println("bookmark " + name + " deleted");
        }
    }
}
