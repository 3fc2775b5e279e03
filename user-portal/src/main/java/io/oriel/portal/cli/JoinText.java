package io.oriel.portal.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** How a join command is told: the command alone on standard output, what to know of it beside. */
final class JoinText {
    private JoinText() {}

    static void print(CommandSpec spec, String what, Map<String, Object> join) {
        PrintWriter err = spec.commandLine().getErr();
        var valid = join.get("validSeconds") instanceof Long seconds
                ? "within " + seconds / 60 + " minutes, once"
                : "at every start, until the key is revoked";
        err.println(what + " On that machine, run " + valid + ":");
        if (join.get("caution") instanceof String caution) {
            err.println("Caution: " + caution);
        }
        err.flush();
        spec.commandLine().getOut().println(join.get("command"));
    }
}
