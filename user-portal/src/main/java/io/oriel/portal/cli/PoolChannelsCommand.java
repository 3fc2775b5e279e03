package io.oriel.portal.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What may not pass for people and groups. */
@Command(
        name = "channels",
        description = {
            "Shows or sets what may not pass for people and groups, beside what their pool refuses to all.",
            "The strictest wins; what is set counts from the next connection on."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PoolChannelsCommand implements Runnable {
    @ParentCommand
    private PoolCommands pools;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Parameters(index = "0", arity = "0..1", paramLabel = "POOL", description = "without one: every pool")
    private @Nullable String pool;

    @Option(names = "--group", paramLabel = "GROUP", description = "group, or group@directory")
    private @Nullable List<String> groups;

    @Option(names = "--person", paramLabel = "NAME", description = "name, or name@directory")
    private @Nullable List<String> people;

    @Option(
            names = "--refuse",
            paramLabel = "CHANNEL",
            split = ",",
            description =
                    "clipboard_in, clipboard_out, files, usb, record, playback, smartcard, webdav; none: the rule goes")
    private @Nullable List<String> refused;

    @Override
    public void run() {
        if ((groups == null && people == null) != (refused == null)) {
            throw CliException.wrongUse("give --refuse with --group or --person, or nothing to see the rules");
        }
        var server = pools.oriel().connection().open();
        var path = pool == null ? "channels" : "pools/" + Names.part(pool) + "/channels";
        if (refused == null) {
            output.print(spec.commandLine().getOut(), server.list(path), "name", "kind", "pool", "refused");
            return;
        }
        var words = refused.equals(List.of("none"))
                ? List.<String>of()
                : refused.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        put(server, path + "/groups/", "group", groups, words);
        put(server, path + "/users/", "user", people, words);
    }

    private void put(Server server, String path, String what, @Nullable List<String> names, List<String> words) {
        for (var name : names == null ? List.<String>of() : names) {
            server.put(path + Names.part(name), Map.of("refused", words));
            spec.commandLine()
                    .getOut()
                    .println((words.isEmpty()
                                    ? "nothing more is refused to "
                                    : String.join(", ", words) + " refused to ")
                            + what + " " + name + (pool == null ? " in every pool" : " in pool " + pool));
        }
    }
}
