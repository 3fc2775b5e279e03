package io.oriel.portal.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Who may take from a pool. */
@Command(
        name = "access",
        description = "Lets people and groups take from a pool, or with --remove no longer.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PoolAccessCommands implements Runnable {
    @ParentCommand
    private PoolCommands pools;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "POOL")
    private String pool;

    @Option(names = "--group", paramLabel = "GROUP", description = "group, or group@directory")
    private @Nullable List<String> groups;

    @Option(names = "--person", paramLabel = "NAME", description = "name, or name@directory")
    private @Nullable List<String> people;

    @Option(names = "--remove", description = "what they have stays theirs")
    private boolean remove;

    @Override
    public void run() {
        if (groups == null && people == null) {
            throw CliException.wrongUse("give --group or --person");
        }
        var server = pools.oriel().connection().open();
        var path = "pools/" + Names.part(pool);
        change(server, path + "/groups/", "group", groups);
        change(server, path + "/users/", "user", people);
    }

    private void change(Server server, String path, String what, @Nullable List<String> names) {
        for (var name : names == null ? List.<String>of() : names) {
            if (remove) {
                server.delete(path + Names.part(name));
            } else {
                server.put(path + Names.part(name), Map.of());
            }
            spec.commandLine()
                    .getOut()
                    .println(what + " " + name + (remove ? " may no longer" : " may") + " take from pool " + pool);
        }
    }
}
