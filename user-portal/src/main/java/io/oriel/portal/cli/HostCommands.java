package io.oriel.portal.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(description = "Lists hosts.", mixinStandardHelpOptions = true)
    void list(
            @Mixin Output output,
            @Option(names = "--state", paramLabel = "STATE", description = "only hosts in this state, e.g. up")
                    @Nullable
                    String state) {
        var hosts = oriel.connection().open().list("hosts").stream()
                .filter(host -> state == null || state.equals(host.get("state")))
                .toList();
        output.print(
                spec.commandLine().getOut(), hosts, "name", "state", "address", "cpus", "memoryMiB", "accelerator");
    }
}
