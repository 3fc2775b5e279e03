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

/** Hypervisor machines. */
@Command(
        name = "host",
        description = "Hypervisor machines.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class HostCommands {
    private static final String[] COLUMNS = {"name", "state", "address", "cpus", "memoryMiB", "accelerator"};

    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = "Adds a host and prints the command with which its machine joins.",
            mixinStandardHelpOptions = true)
    void add(
            @Mixin Output output,
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--address",
                            paramLabel = "ADDRESS",
                            required = true,
                            description = "where the control plane, gateways and other hosts reach it")
                    String address,
            @Option(names = "--port", paramLabel = "PORT", defaultValue = "8446", description = "of its agent")
                    int port,
            @Option(names = "--cluster", paramLabel = "NAME", description = "default: Default") @Nullable
                    String cluster) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("address", address);
        body.put("port", port);
        if (cluster != null) {
            body.put("cluster", cluster);
        }
        var added = oriel.connection().open().ask("hosts", body);
        if (!output.printed(spec.commandLine().getOut(), added, name)) {
            JoinText.print(spec, "Host " + name + " is added.", Json.inside(added, "join"));
        }
    }

    @Command(description = "Lists hosts.", mixinStandardHelpOptions = true)
    void list(
            @Mixin Output output,
            @Option(names = "--state", paramLabel = "STATE", description = "only hosts in this state, e.g. up")
                    @Nullable
                    String state) {
        var hosts = oriel.connection().open().list("hosts").stream()
                .filter(host -> state == null || state.equals(host.get("state")))
                .toList();
        output.print(spec.commandLine().getOut(), hosts, COLUMNS);
    }

    @Command(description = "Shows all that is known of a host.", mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var host = oriel.connection().open().get("hosts/" + Names.part(name));
        if (!output.printed(spec.commandLine().getOut(), host, name)) {
            output.record(spec.commandLine().getOut(), host);
        }
    }

    @Command(
            description = {
                "Makes a new join command for a host.",
                "With --boot-key it works at every boot: for a host that keeps nothing between boots."
            },
            mixinStandardHelpOptions = true)
    void token(
            @Mixin Output output,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--boot-key", description = "reusable until it is revoked") boolean bootKey,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            description = "a boot key that is taken from this address only")
                    @Nullable
                    String from,
            @Option(names = "--revoke-boot-keys", description = "take all boot keys of the host away instead")
                    boolean revoke) {
        if (from != null && !bootKey || revoke && bootKey) {
            throw CliException.wrongUse("--from goes with --boot-key, and --revoke-boot-keys stands alone");
        }
        var server = oriel.connection().open();
        var path = "hosts/" + Names.part(name);
        if (revoke) {
            var answer = Json.object(server.delete(path + "/boot-keys"));
            spec.commandLine().getOut().println(answer.get("revoked") + " boot keys of host " + name + " revoked");
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("bootKey", bootKey);
        if (from != null) {
            body.put("address", from);
        }
        var join = server.ask(path + "/token", body);
        if (!output.printed(spec.commandLine().getOut(), join, name)) {
            JoinText.print(spec, "Host " + name + ".", join);
        }
    }

    @Command(
            description = "Lets the machine in that waits to become this host, in place of the one before.",
            mixinStandardHelpOptions = true)
    void approve(@Parameters(paramLabel = "NAME") String name) {
        decide(name, "approve", "approved; it joins within seconds");
    }

    @Command(description = "Sends the machine away that waits to become this host.", mixinStandardHelpOptions = true)
    void reject(@Parameters(paramLabel = "NAME") String name) {
        decide(name, "reject", "rejected; its join code is good no more");
    }

    private void decide(String name, String what, String done) {
        var decided = oriel.connection().open().ask("hosts/" + Names.part(name) + "/" + what, Map.of());
        spec.commandLine().getOut().println("host " + name + ": " + decided.get("machine") + " is " + done);
    }

    @Command(
            description = "Empties a host and keeps it out of use; after that it can be removed.",
            mixinStandardHelpOptions = true)
    void maintenance(@Mixin Waiting waiting, @Parameters(paramLabel = "NAME") String name) {
        var server = oriel.connection().open();
        change(server, name, "maintenance");
        waiting.after(server, spec.commandLine().getErr());
    }

    @Command(
            description = "Shows what keeps a host from being emptied, and how far that has come.",
            mixinStandardHelpOptions = true)
    void drain(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var out = spec.commandLine().getOut();
        var drain = oriel.connection().open().get("hosts/" + Names.part(name) + "/drain");
        if (output.printed(out, drain, name)) {
            return;
        }
        out.println("host " + name + " is " + drain.get("state")
                + (Boolean.TRUE.equals(drain.get("possible")) ? "; it can be emptied" : "; it cannot be emptied"));
        for (var hindrance : Json.objects(drain, "hindrances")) {
            var vm = hindrance.get("vm");
            out.println("  " + (vm == null ? "" : "vm " + vm + ": ") + hindrance.get("reason"));
        }
        output.print(out, Json.objects(drain, "vms"), "name", "state", "priority", "progress", "reason");
    }

    @Command(
            description =
                    "What if this host failed? Shows where its virtual machines would start, and which would not.",
            mixinStandardHelpOptions = true)
    void simulate(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var out = spec.commandLine().getOut();
        var forecast = oriel.connection().open().get("hosts/" + Names.part(name) + "/simulate");
        if (output.printed(out, forecast, name)) {
            return;
        }
        out.println("if host " + name + " failed now, "
                + (Boolean.TRUE.equals(forecast.get("survived"))
                        ? "every highly available virtual machine would find a place"
                        : "not every highly available virtual machine would find a place"));
        output.print(out, Json.objects(forecast, "vms"), "name", "priority", "host", "reason");
    }

    @Command(
            name = "confirm-rebooted",
            description = {
                "Says that a host that does not answer was powered off or rebooted.",
                "Its highly available virtual machines are then started on other hosts. If it is not true, they may run"
                        + " twice and destroy their disks: look at the machine first."
            },
            mixinStandardHelpOptions = true)
    void confirmRebooted(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--host", paramLabel = "NAME", required = true, description = "its name once more")
                    String typed) {
        var body = Map.<String, Object>of("host", typed);
        var host = oriel.connection().open().ask("hosts/" + Names.part(name) + "/confirm-rebooted", body);
        spec.commandLine().getOut().println("host " + name + " is " + host.get("state"));
    }

    @Command(description = "Takes a host into use again.", mixinStandardHelpOptions = true)
    void activate(@Parameters(paramLabel = "NAME") String name) {
        change(oriel.connection().open(), name, "activate");
    }

    private void change(Server server, String name, String what) {
        var host = server.ask("hosts/" + Names.part(name) + "/" + what, Map.of());
        spec.commandLine().getOut().println("host " + name + " is " + host.get("state"));
    }

    @Command(
            description = "Removes hosts without virtual machines. Their certificates are refused from then on.",
            mixinStandardHelpOptions = true)
    void remove(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var name : names) {
            server.delete("hosts/" + Names.part(name));
            spec.commandLine().getOut().println("host " + name + " removed");
        }
    }
}
