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

/** What is there and unknown to Oriel, or known and not there. */
@Command(
        name = "reality",
        description = "What hosts and storage domains hold that Oriel does not know, or the other way round.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RealityCommands {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Command(
            description = {
                "Asks all hosts and lists what does not agree. Takes up to half a minute.",
                "Kinds: orphan_vm, external_vm, ghost_vm, orphan_image, missing_image, quarantined_image."
            },
            mixinStandardHelpOptions = true)
    void list(
            @Mixin Output output,
            @Option(names = "--kind", paramLabel = "KIND", description = "only findings of this kind") @Nullable
                    String kind) {
        var answer = oriel.connection().open().get("reality");
        var findings = Json.objects(answer, "findings").stream()
                .filter(finding -> kind == null || kind.equals(finding.get("kind")))
                .toList();
        var line = spec.commandLine();
        output.print(line.getOut(), findings, "id", "kind", "name", "place", "power", "bytes");
        if (answer.get("unseen") instanceof List<?> unseen) {
            unseen.forEach(what -> line.getErr().println("not seen: " + Output.plain(what)));
        }
    }

    @Command(
            description = {
                "Makes a VM that Oriel does not know one of its own, as it is.",
                "Its disks must lie in storage domains, its cards in known networks."
            },
            mixinStandardHelpOptions = true)
    void adopt(
            @Mixin Waiting waiting,
            @Parameters(paramLabel = "VM", description = "its UUID") String vm,
            @Option(names = "--name", paramLabel = "NAME", description = "default: its title") @Nullable String name,
            @Option(names = "--host", paramLabel = "NAME", description = "for a VM that is on several hosts") @Nullable
                    String host) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("vm", vm);
        if (name != null) {
            body.put("name", name);
        }
        if (host != null) {
            body.put("host", host);
        }
        begin("adopt", body, "vm " + vm + " is being adopted", waiting);
    }

    @Command(
            description = "Moves an image that belongs to nothing into the directory quarantine of its storage domain.",
            mixinStandardHelpOptions = true)
    void quarantine(
            @Mixin Waiting waiting,
            @Parameters(paramLabel = "IMAGE", description = "its UUID") String image,
            @Option(names = "--storage", paramLabel = "NAME", description = "for an image that is in several") @Nullable
                    String storage) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("image", image);
        if (storage != null) {
            body.put("storage", storage);
        }
        begin("quarantine", body, "image " + image + " is being quarantined", waiting);
    }

    @Command(
            description = "Gives the lost disk of a VM up: another one is made in its place.",
            mixinStandardHelpOptions = true)
    void forget(@Parameters(paramLabel = "VM", description = "its UUID") String vm) {
        oriel.connection().open().post("reality/forget", Map.of("vm", vm));
        spec.commandLine().getOut().println("the lost disk of vm " + vm + " is given up");
    }

    private void begin(String what, Map<String, Object> body, String told, Waiting waiting) {
        var server = oriel.connection().open();
        var job = server.ask("reality/" + what, body).get("job");
        spec.commandLine().getOut().println(told + "; see job " + job);
        waiting.after(server, spec.commandLine().getErr());
    }
}
