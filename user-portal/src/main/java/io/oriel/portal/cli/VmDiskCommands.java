package io.oriel.portal.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** VMs' disks beside their first. */
@Command(
        name = "disk",
        description = "Disks of a VM beside its first one; a running VM gets and loses them at once.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VmDiskCommands {
    @ParentCommand
    private VmCommands vm;

    @Spec
    private CommandSpec spec;

    @Command(description = "Lists a VM's disks, or those that belong to none.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output, @Parameters(paramLabel = "VM", arity = "0..1") @Nullable String name) {
        var out = spec.commandLine().getOut();
        if (name == null) {
            output.print(out, vm.server().list("disks"), "name", "id", "storage", "bytes");
            return;
        }
        var disks = Json.objects(vm.server().get(VmTasks.path(name)), "disks");
        output.print(out, disks, "name", "id", "bytes", "made", "plugged", "leaving");
    }

    @Command(description = "Gives a VM an empty disk.", mixinStandardHelpOptions = true)
    void add(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "DISK") String disk,
            @Option(names = "--size", paramLabel = "SIZE", required = true, description = "e.g. 20G") String size,
            @Option(names = "--storage", paramLabel = "DOMAIN", description = "default: that of its first disk")
                    @Nullable
                    String storage) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", disk);
        body.put("bytes", Sizes.bytes(size));
        VmSettings.put(body, "storage", storage);
        var server = vm.server();
        var asked = server.ask(VmTasks.path(name) + "/disks", body);
        waiting.until(server, name, asked, it -> settled(it, disk), "disk " + disk + " was there");
        spec.commandLine().getOut().println("vm " + name + " has disk " + disk);
    }

    private static boolean settled(Map<String, Object> vm, String disk) {
        var down = vm.get("host") == null;
        return Json.objects(vm, "disks").stream()
                .anyMatch(it -> disk.equals(it.get("name"))
                        && Boolean.TRUE.equals(it.get("made"))
                        && (down || Boolean.TRUE.equals(it.get("plugged"))));
    }

    @Command(description = "Gives a VM a disk that belongs to none.", mixinStandardHelpOptions = true)
    void attach(@Parameters(paramLabel = "VM") String name, @Parameters(paramLabel = "DISK-ID") String disk) {
        vm.server().ask(VmTasks.path(name) + "/disks", Map.of("disk", disk));
        spec.commandLine().getOut().println("vm " + name + " has disk " + disk);
    }

    @Command(description = "Takes a disk from a VM; it stays in its storage domain.", mixinStandardHelpOptions = true)
    void detach(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "DISK") String disk) {
        take(waiting, name, disk, "");
    }

    @Command(description = "Takes a disk from a VM and deletes it.", mixinStandardHelpOptions = true)
    void delete(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "DISK") String disk) {
        take(waiting, name, disk, "?delete=true");
    }

    private void take(VmTasks.Waiting waiting, String name, String disk, String how) {
        var server = vm.server();
        var asked = Json.object(server.delete(VmTasks.path(name) + "/disks/" + Names.part(disk) + how));
        waiting.until(
                server,
                name,
                asked,
                it -> !VmTasks.has(it, "disks", "name", disk) && !VmTasks.has(it, "disks", "id", disk),
                "disk " + disk + " was out");
        spec.commandLine().getOut().println("vm " + name + " loses disk " + disk);
    }
}
