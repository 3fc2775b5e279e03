package io.oriel.portal.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line's entry. Exit status: 0 done, 1 failed, 2 wrong use, 3 refused by the server. */
@Command(
        name = "oriel",
        description = "Talks to a running Oriel.",
        mixinStandardHelpOptions = true,
        version = "oriel 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UserCommands.class,
            GroupCommands.class,
            TemplateCommands.class,
            PoolCommands.class,
            HostCommands.class,
            GatewayCommands.class,
            SessionCommands.class,
            JobCommands.class,
            RealityCommands.class,
            DataCenterCommands.class,
            ClusterCommands.class,
            NetworkCommands.class,
            StorageCommands.class,
            AffinityCommands.class,
            EventCommands.class,
            AuditCommands.class,
            RoleCommands.class,
            PermissionCommands.class,
            VmCommands.class,
            SearchCommand.class,
            BookmarkCommands.class,
            TagCommands.class,
            DesktopCommands.class,
            ConnectCommand.class,
            CompletionCommand.class,
            LoginCommand.class,
            LogoutCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:failed: the server cannot be reached or has a fault",
            "2:wrong use",
            "3:refused by the server"
        })
public final class OrielCli implements Runnable {

    static final int FAILED = 1;
    static final int WRONG_USE = 2;
    static final int REFUSED = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Option(
            names = {"-w", "--watch"},
            scope = ScopeType.INHERIT,
            description = "list or show it again every two seconds")
    private boolean watch;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields before it runs anything
    OrielCli() {}

    boolean watches() {
        return watch;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Runs one command; what it prints goes to these. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        var oriel = new OrielCli();
        var line = new CommandLine(oriel);
        line.setExecutionStrategy(new Watching(oriel));
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((thrown, failed, _) -> {
            if (thrown instanceof CliException said) {
                failed.getErr().println("oriel: " + said.getMessage());
                return said.status();
            }
            throw thrown;
        });
        return line.execute(args);
    }

    public static void main(String[] args) {
        var out = new PrintWriter(System.out, true, System.out.charset());
        var err = new PrintWriter(System.err, true, System.err.charset());
        var status = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(status);
    }
}
