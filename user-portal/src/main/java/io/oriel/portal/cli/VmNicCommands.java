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

/** VMs' network cards. */
@Command(
        name = "nic",
        description = "Network cards of a VM; a running VM gets and loses them at once.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VmNicCommands {
    @ParentCommand
    private VmCommands vm;

    @Spec
    private CommandSpec spec;

    @Command(description = "Lists a VM's network cards.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output, @Parameters(paramLabel = "VM") String name) {
        var nics = Json.objects(vm.server().get(VmTasks.path(name)), "nics");
        output.print(spec.commandLine().getOut(), nics, "mac", "id", "network", "plugged", "leaving");
    }

    @Command(description = "Gives a VM a network card.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "VM") String name,
            @Option(names = "--network", paramLabel = "NETWORK", description = "default: the appliance's own") @Nullable
                    String network,
            @Option(names = "--mac", paramLabel = "ADDRESS", description = "default: one that is free") @Nullable
                    String mac) {
        Map<String, Object> body = new LinkedHashMap<>();
        VmSettings.put(body, "network", network);
        VmSettings.put(body, "mac", mac);
        vm.server().ask(VmTasks.path(name) + "/nics", body);
        spec.commandLine().getOut().println("vm " + name + " gets a network card");
    }

    @Command(description = "Puts a card that is not plugged in into another network.", mixinStandardHelpOptions = true)
    void edit(
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "MAC") String nic,
            @Option(
                            names = "--network",
                            paramLabel = "NETWORK",
                            required = true,
                            description = "'' is the appliance's own")
                    String network) {
        vm.server().patch(VmTasks.path(name) + "/nics/" + Names.part(nic), Map.of("network", network));
        spec.commandLine().getOut().println("vm " + name + " has card " + nic + " in another network");
    }

    @Command(description = "Takes a network card from a VM.", mixinStandardHelpOptions = true)
    void delete(
            @Mixin VmTasks.Waiting waiting,
            @Parameters(paramLabel = "VM") String name,
            @Parameters(paramLabel = "MAC") String nic) {
        var server = vm.server();
        var asked = Json.object(server.delete(VmTasks.path(name) + "/nics/" + Names.part(nic)));
        waiting.until(server, name, asked, it -> !VmTasks.has(it, "nics", "mac", nic), "card " + nic + " was out");
        spec.commandLine().getOut().println("vm " + name + " loses network card " + nic);
    }
}
