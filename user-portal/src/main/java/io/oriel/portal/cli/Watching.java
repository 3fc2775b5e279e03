package io.oriel.portal.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * {@code --watch}: does again every two seconds what lists or shows, in place on a terminal, until the person ends it
 * or it fails.
 */
final class Watching implements IExecutionStrategy {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** They follow by themselves what they show. */
    private static final Set<String> FOLLOW = Set.of("oriel job show", "oriel event list");

    private static final Set<String> MAY = Set.of("list", "show", "search", "pools", "why-not", "desktops");
    private static final String TO_THE_TOP = "\u001b[H\u001b[J";

    private final OrielCli oriel;

    Watching(OrielCli oriel) {
        this.oriel = oriel;
    }

    @Override
    public int execute(ParseResult parsed) {
        if (!oriel.watches()) {
            return new RunLast().execute(parsed);
        }
        var last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        var command = last.commandSpec();
        if (!MAY.contains(command.name()) && !last.isUsageHelpRequested()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "--watch goes with what lists or shows, not with " + command.name());
        }
        if (FOLLOW.contains(command.qualifiedName())) {
            return new RunLast().execute(parsed);
        }
        return again(parsed, command.commandLine().getOut());
    }

    private static int again(ParseResult parsed, PrintWriter out) {
        while (true) {
            if (Terminal.there()) {
                out.print(TO_THE_TOP);
            }
            int status = new RunLast().execute(parsed);
            out.flush();
            if (status != 0 || CommandLine.printHelpIfRequested(parsed)) {
                return status;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return 0;
            }
        }
    }
}
