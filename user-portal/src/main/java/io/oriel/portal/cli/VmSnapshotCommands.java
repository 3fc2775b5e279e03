package io.oriel.portal.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** VMs' snapshots. */
@Command(
        name = "snapshot",
        description = "Points in time of a VM's disks, and of its memory when it runs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VmSnapshotCommands {
    @ParentCommand
    private VmCommands vm;

    @Spec
    private CommandSpec spec;

    @Command(description = "Lists a VM's snapshots, oldest first.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output, @Parameters(paramLabel = "VM") String name) {
        var snapshots = Json.objects(vm.server().get(VmTasks.path(name)), "snapshots");
        output.print(spec.commandLine().getOut(), snapshots, "name", "id", "asked", "memory", "stage");
    }

    @Command(description = "Keeps a VM as it is now.", mixinStandardHelpOptions = true)
    void create(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "SNAPSHOT") String snapshot) {
        var server = vm.server();
        var asked = server.ask(VmTasks.path(name) + "/snapshots", Map.of("name", snapshot));
        waiting.until(
                server,
                name,
                asked,
                it -> Json.objects(it, "snapshots").stream()
                        .anyMatch(one -> snapshot.equals(one.get("name")) && "made".equals(one.get("stage"))),
                "snapshot " + snapshot + " was made");
        spec.commandLine().getOut().println("vm " + name + " keeps snapshot " + snapshot);
    }

    @Command(
            description = "Takes a VM that is down back to a snapshot; it runs afterwards if it ran then.",
            mixinStandardHelpOptions = true)
    void revert(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "SNAPSHOT") String snapshot) {
        var server = vm.server();
        var asked = server.ask(VmTasks.path(name) + "/snapshots/" + Names.part(snapshot) + "/revert", Map.of());
        waiting.until(
                server,
                name,
                asked,
                it -> it.get("asked") == null && it.get("doing") == null,
                "it was back at snapshot " + snapshot);
        spec.commandLine().getOut().println("vm " + name + " goes back to snapshot " + snapshot);
    }

    @Command(description = "Deletes a snapshot; the VM stays as it is.", mixinStandardHelpOptions = true)
    void delete(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "SNAPSHOT") String snapshot) {
        var server = vm.server();
        var asked = Json.object(server.delete(VmTasks.path(name) + "/snapshots/" + Names.part(snapshot)));
        waiting.until(
                server,
                name,
                asked,
                it -> !VmTasks.has(it, "snapshots", "name", snapshot),
                "snapshot " + snapshot + " was gone");
        spec.commandLine().getOut().println("vm " + name + " loses snapshot " + snapshot);
    }
}
