package io.oriel.portal.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The script that makes a shell complete {@code oriel}'s words. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which a shell completes commands and options.",
            "  bash   source <(oriel completion bash)",
            "  zsh    source <(oriel completion zsh)",
            "  fish   oriel completion fish | source"
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CompletionCommand implements Runnable {
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public void run() {
        var root = spec.root().commandLine();
        var out = spec.commandLine().getOut();
        switch (shell) {
            // The script for bash is one for zsh too: it switches on what zsh needs for that.
            case bash, zsh -> out.println(AutoComplete.bash(root.getCommandName(), root));
            case fish -> fish(out, root, List.of());
        }
        out.flush();
    }

    private static void fish(PrintWriter out, CommandLine command, List<String> path) {
        var name = command.getCommandSpec().root().name();
        if (path.isEmpty()) {
            out.println("complete -c " + name + " -f");
        }
        var subcommands = command.getSubcommands();
        var here = condition(path, List.copyOf(subcommands.keySet()));
        subcommands.forEach((word, sub) -> {
            out.println("complete -c " + name + " -n " + quoted(here) + " -a " + quoted(word) + " -d "
                    + quoted(summary(sub.getCommandSpec())));
            var longer = new ArrayList<>(path);
            longer.add(word);
            fish(out, sub, longer);
        });
        command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> out.println("complete -c " + name + " -n " + quoted(condition(path, List.of()))
                        + words(option) + " -d " + quoted(first(option.description()))));
    }

    /** All words of the path have been typed, and none of these. */
    private static String condition(List<String> path, List<String> notYet) {
        var parts = new ArrayList<String>();
        path.forEach(word -> parts.add("__fish_seen_subcommand_from " + word));
        if (!notYet.isEmpty()) {
            parts.add("not __fish_seen_subcommand_from " + String.join(" ", notYet));
        }
        return parts.isEmpty() ? "true" : String.join("; and ", parts);
    }

    private static String words(OptionSpec option) {
        var words = new StringBuilder();
        for (var name : option.names()) {
            words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return words + (option.arity().max() > 0 ? " -r" : "");
    }

    private static String summary(CommandSpec command) {
        return first(command.usageMessage().description());
    }

    private static String first(String... lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
