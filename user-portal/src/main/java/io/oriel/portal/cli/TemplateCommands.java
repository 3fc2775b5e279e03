package io.oriel.portal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Templates: sealed images that desktops are cloned from. */
@Command(
        name = "template",
        description = "Sealed images that desktops are cloned from.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TemplateCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "import",
            description = "Makes a template of a qcow2 image that has no backing file and no external data file.",
            mixinStandardHelpOptions = true)
    void importImage(
            @Parameters(paramLabel = "FILE.qcow2") Path file,
            @Option(names = "--name", paramLabel = "NAME", required = true) String name) {
        if (!Files.isRegularFile(file)) {
            throw CliException.wrongUse("no such file: " + file);
        }
        if (size(file) == 0) {
            throw CliException.wrongUse("the file is empty: " + file);
        }
        oriel.connection().open().upload("templates?name=" + Names.part(name), file, progress(file));
        spec.commandLine().getOut().println("template " + name + " imported");
    }

    /** A line that changes in place, on a terminal only. */
    @SuppressWarnings("SystemConsoleNull") // null it is, when the output is no terminal
    private LongConsumer progress(Path file) {
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            return _ -> {};
        }
        var whole = size(file);
        var shown = new long[] {-1};
        return sent -> {
            var percent = whole == 0 ? 100 : sent * 100 / whole;
            if (percent != shown[0]) {
                shown[0] = percent;
                System.err.printf(
                        Locale.ROOT,
                        "\r  %3d%%  %,d of %,d MiB%s",
                        percent,
                        sent >> 20,
                        whole >> 20,
                        percent == 100 ? "\n" : "");
            }
        };
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw CliException.wrongUse("cannot read " + file);
        }
    }

    @Command(description = "Lists templates.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(
                spec.commandLine().getOut(), oriel.connection().open().list("templates"), "name", "state", "sizeMiB");
    }
}
