package io.oriel.portal.cli;

import java.util.ArrayList;
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

/** Servers and desktops. */
@Command(
        name = "vm",
        description = "Servers and desktops.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {WhyNotCommand.class, VmDiskCommands.class, VmNicCommands.class, VmSnapshotCommands.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VmCommands {
    private static final String[] COLUMNS = {
        "name",
        "state",
        "host",
        "kind",
        "vcpus",
        "memoryMiB",
        "addresses",
        "load",
        "pool",
        "assignedTo",
        "doing",
        "trouble"
    };

    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    Server server() {
        return oriel.connection().open();
    }

    @Command(description = "Lists VMs, those of pools included.", mixinStandardHelpOptions = true)
    void list(
            @Mixin Output output,
            @Option(names = "--state", paramLabel = "STATE", description = "only in this state, e.g. up") @Nullable
                    String state,
            @Option(names = "--tag", paramLabel = "TAG", description = "only with this tag") @Nullable String tag,
            @Option(names = "--pool", paramLabel = "POOL", description = "only of this pool") @Nullable String pool) {
        var vms = server().list("vms").stream()
                .filter(vm -> state == null || state.equals(vm.get("state")))
                .filter(vm -> tag == null || vm.get("tags") instanceof List<?> tags && tags.contains(tag))
                .filter(vm -> pool == null || pool.equals(vm.get("pool")))
                .toList();
        output.print(spec.commandLine().getOut(), output.json() ? vms : brief(vms), COLUMNS);
    }

    /** The load in one word, with its age: {@code 12%,340M,3s}. */
    private static List<Map<String, Object>> brief(List<Map<String, Object>> vms) {
        return vms.stream()
                .map(vm -> {
                    Map<String, Object> brief = new LinkedHashMap<>(vm);
                    brief.computeIfPresent("load", (_, load) -> load instanceof Map<?, ?> it ? load(it) : load);
                    return brief;
                })
                .toList();
    }

    private static String load(Map<?, ?> load) {
        var parts = new ArrayList<String>();
        if (load.get("cpuPercent") != null) {
            parts.add(load.get("cpuPercent") + "%");
        }
        if (load.get("memoryUsedMiB") != null) {
            parts.add(load.get("memoryUsedMiB") + "M");
        }
        return parts.isEmpty() ? "-" : String.join(",", parts) + "," + load.get("ageSeconds") + "s";
    }

    @Command(description = "Shows all that is known of a VM.", mixinStandardHelpOptions = true)
    void show(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        var vm = server().get(VmTasks.path(name));
        if (!output.printed(spec.commandLine().getOut(), vm, name)) {
            output.record(spec.commandLine().getOut(), vm);
        }
    }

    @Command(
            description = "Makes a VM from a template, or with an empty disk of a size.",
            mixinStandardHelpOptions = true)
    void create(
            @Mixin Output output,
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--template", paramLabel = "TEMPLATE", description = "what its disk is a clone of")
                    @Nullable
                    String template,
            @Option(names = "--full", description = "a full copy of the template's disk, not an overlay") boolean full,
            @Option(names = "--disk-size", paramLabel = "SIZE", description = "of the first disk, e.g. 20G") @Nullable
                    String size,
            @Option(names = "--storage", paramLabel = "DOMAIN", description = "where the first disk lies") @Nullable
                    String storage,
            @Option(names = "--cluster", paramLabel = "CLUSTER", description = "default: Default") @Nullable
                    String cluster,
            @Option(
                            names = "--disk",
                            paramLabel = "NAME:SIZE[:DOMAIN]",
                            description = "a further disk, may be repeated")
                    @Nullable
                    List<String> disks,
            @Option(
                            names = "--nic",
                            paramLabel = "[NETWORK][@MAC]",
                            description = "a network card, may be repeated; default: one in the appliance's network")
                    @Nullable
                    List<String> nics,
            @Option(names = "--no-nic", description = "without a network card") boolean noNic,
            @Mixin VmSettings settings) {
        Map<String, Object> body = settings.body();
        body.put("name", name);
        VmSettings.put(body, "template", template);
        VmSettings.put(body, "storage", storage);
        VmSettings.put(body, "cluster", cluster);
        VmSettings.put(body, "diskBytes", size == null ? null : Sizes.bytes(size));
        VmSettings.put(body, "source", template == null ? "blank" : full ? "full" : "thin");
        if (disks != null) {
            body.put("disks", disks.stream().map(VmSettings::disk).toList());
        }
        if (noNic) {
            body.put("nics", List.of());
        } else if (nics != null) {
            body.put("nics", nics.stream().map(VmSettings::nic).toList());
        }
        var server = server();
        var made = server.ask("vms", body);
        var vm = waiting.until(server, name, made, it -> !"missing".equals(it.get("disk")), "its disk was made");
        if (!output.printed(spec.commandLine().getOut(), vm, name)) {
            spec.commandLine().getOut().println("vm " + name + " is made, id " + vm.get("id"));
        }
    }

    @Command(
            description = "Changes a VM. What a running one takes only at its next start is named.",
            mixinStandardHelpOptions = true)
    void edit(
            @Mixin Output output,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--name", paramLabel = "NAME", description = "another name") @Nullable String newName,
            @Mixin VmSettings settings) {
        var body = settings.body();
        VmSettings.put(body, "name", newName);
        var vm = server().patch(VmTasks.path(name), body);
        var out = spec.commandLine().getOut();
        if (!output.printed(out, vm, String.valueOf(vm.get("name")))) {
            out.println("vm " + vm.get("name") + " is changed");
            if (vm.get("needsRestart") instanceof List<?> fields && !fields.isEmpty()) {
                out.println("after its next start: "
                        + fields.stream().map(String::valueOf).toList());
            }
        }
    }

    @Command(description = "Starts VMs; paused and suspended ones go on.", mixinStandardHelpOptions = true)
    void start(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "start", waiting, VmTasks.in("up"), "it was up");
    }

    @Command(
            description = "Asks guests to power off; they are powered off when they do not.",
            mixinStandardHelpOptions = true)
    void shutdown(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "shutdown", waiting, VmTasks.in("down"), "it was down");
    }

    @Command(description = "Powers VMs off at once.", mixinStandardHelpOptions = true)
    void stop(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "stop", waiting, VmTasks.in("down"), "it was down");
    }

    @Command(description = "Writes VMs' memory to disk and powers them off.", mixinStandardHelpOptions = true)
    void suspend(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "suspend", waiting, VmTasks.in("suspended"), "it was suspended");
    }

    @Command(description = "Lets paused VMs go on.", mixinStandardHelpOptions = true)
    void resume(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "resume", waiting, VmTasks.in("up"), "it was up");
    }

    @Command(description = "Stops VMs' processors.", mixinStandardHelpOptions = true)
    void pause(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "pause", waiting, VmTasks.in("paused"), "it was paused");
    }

    @Command(description = "Has guests restarted.", mixinStandardHelpOptions = true)
    void reboot(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "reboot", waiting, VmTasks.in("up"), "it was up");
    }

    @Command(description = "Presses VMs' reset button.", mixinStandardHelpOptions = true)
    void reset(@Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "reset", waiting, VmTasks.in("up"), "it was up");
    }

    @Command(name = "cancel-migration", description = "Calls a VM's move off.", mixinStandardHelpOptions = true)
    void cancelMigration(
            @Mixin VmTasks.Waiting waiting, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        each(names, "cancel-migration", waiting, VmTasks.in("up"), "it was up");
    }

    @Command(description = "Moves a running VM to another host without a break.", mixinStandardHelpOptions = true)
    void migrate(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--to", paramLabel = "HOST", description = "default: the one where it fits best") @Nullable
                    String host) {
        var server = server();
        Map<String, Object> body = new LinkedHashMap<>();
        VmSettings.put(body, "host", host);
        var was = server.get(VmTasks.path(name)).get("host");
        var asked = server.ask(VmTasks.path(name) + "/migrate", body);
        var vm = waiting.until(
                server,
                name,
                asked,
                it -> "up".equals(it.get("state"))
                        && it.get("host") != null
                        && !it.get("host").equals(was),
                "it had moved");
        spec.commandLine().getOut().println("vm " + name + " is " + vm.get("state") + " on " + vm.get("host"));
    }

    @Command(name = "run-once", description = "Starts a VM, this once in another way.", mixinStandardHelpOptions = true)
    void runOnce(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--boot", paramLabel = "DEVICE", split = ",", description = "disk, cdrom, network")
                    @Nullable
                    List<String> boot,
            @Option(names = "--cdrom", paramLabel = "DOMAIN/FILE", description = "what lies in the CD drive") @Nullable
                    String cdrom,
            @Option(names = "--paused", description = "with its processors stopped") boolean paused) {
        Map<String, Object> body = new LinkedHashMap<>();
        VmSettings.put(body, "boot", boot);
        VmSettings.put(body, "cdrom", cdrom);
        body.put("paused", paused);
        var server = server();
        var asked = server.ask(VmTasks.path(name) + "/run-once", body);
        var vm = waiting.until(server, name, asked, VmTasks.in(paused ? "paused" : "up"), "it ran");
        spec.commandLine().getOut().println("vm " + name + " is " + vm.get("state"));
    }

    @Command(description = "Deletes VMs, with their disks unless these are to stay.", mixinStandardHelpOptions = true)
    void delete(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names,
            @Option(names = "--keep-disks", description = "leave the disks in their storage domains") boolean keep) {
        var server = server();
        for (var name : names) {
            server.delete(VmTasks.path(name) + (keep ? "?keepDisks=true" : ""));
            waiting.untilGone(server, name);
            spec.commandLine().getOut().println("vm " + name + (waiting.wait ? " is deleted" : " is being deleted"));
        }
    }

    private void each(List<String> names, String verb, VmTasks.Waiting waiting, VmTasks.Goal goal, String what) {
        var server = server();
        for (var name : names) {
            var asked = server.ask(VmTasks.path(name) + "/" + verb, Map.of());
            var vm = waiting.until(server, name, asked, goal, what);
            spec.commandLine().getOut().println("vm " + name + " is " + vm.get("state"));
        }
    }
}
