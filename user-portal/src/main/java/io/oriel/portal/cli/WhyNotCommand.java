package io.oriel.portal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the scheduler says of each host. */
@Command(
        name = "why-not",
        description = {
            "Says of each host why a virtual machine would start there, or not; of one that runs, why it would move there.",
            "Of hosts that may run it the lowest sum of rank times factor wins; a rank is how many hosts are better."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class WhyNotCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "NAME", description = "the virtual machine's name or id")
    private String name;

    @Override
    public void run() {
        var root = (OrielCli) spec.root().userObject();
        var answer = root.connection().open().get("vms/" + Names.part(name) + "/why-not");
        var out = spec.commandLine().getOut();
        if (output.printed(out, answer, name)) {
            return;
        }
        out.println(answer.get("vm") + " is " + answer.get("state") + "; policy " + answer.get("policy")
                + "; asked for a " + answer.get("question"));
        output.print(out, rows(inside(answer, "hosts")), "host", "verdict", "sum", "why");
    }

    private static List<Map<String, Object>> rows(List<Map<String, Object>> hosts) {
        return hosts.stream()
                .map(host -> {
                    Map<String, Object> row = new LinkedHashMap<>(host);
                    row.put("why", why(host));
                    return row;
                })
                .toList();
    }

    private static String why(Map<String, Object> host) {
        if (host.get("reason") != null) {
            return host.get("filter") + ": " + host.get("reason");
        }
        return inside(host, "weights").stream()
                .map(weight -> weight.get("name") + " " + weight.get("rank") + "×" + weight.get("factor"))
                .collect(Collectors.joining(", "));
    }

    private static List<Map<String, Object>> inside(Map<String, Object> object, String key) {
        var held = object.get(key);
        return held == null ? List.of() : Json.list(Json.write(held));
    }
}
