package io.oriel.portal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** From a pool's name to a desktop on the screen: a thin client needs no browser. */
@Command(
        name = "connect",
        description = {
            "Opens a desktop in the viewer and ends with it.",
            "NAME is a desktop of yours, or a pool: then it is the desktop you have of it, or else a new one.",
            "Waits while the desktop starts."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ConnectCommand implements Runnable {
    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "of a desktop or a pool")
    private String name;

    @Option(
            names = "--viewer",
            paramLabel = "PROGRAM",
            defaultValue = "remote-viewer",
            description = "${DEFAULT-VALUE}")
    private String viewer;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "write the viewer's file there instead, whoever has it first gets in: for a moment, once")
    private @Nullable Path file;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "how long a desktop may take to start (${DEFAULT-VALUE})")
    private long timeout;

    private boolean told;

    @Override
    public void run() {
        var way = await(oriel.connection().open());
        var text = String.valueOf(way.get("file"));
        if (file != null) {
            SecretFile.write(file, text);
            spec.commandLine().getOut().println(file + " opens " + way.get("desktop"));
            return;
        }
        open(text);
    }

    private Map<String, Object> await(Server server) {
        long end = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
        var asked = name;
        while (true) {
            var way = server.ask("desktops/connect", Map.of("name", asked));
            if (way.get("file") != null) {
                return way;
            }
            tell(way);
            asked = String.valueOf(way.get("desktop"));
            if (System.nanoTime() > end) {
                throw CliException.failed("desktop " + asked + " did not start within " + timeout
                        + " s; it is yours: oriel connect " + asked);
            }
            pause(way.get("againSeconds") instanceof Long seconds ? seconds : 2);
        }
    }

    private void tell(Map<String, Object> way) {
        if (!told) {
            told = true;
            PrintWriter err = spec.commandLine().getErr();
            err.println("desktop " + Output.plain(way.get("desktop")) + " is starting …");
            err.flush();
        }
    }

    private static void pause(long seconds) {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted; the desktop is yours and starts");
        }
    }

    private void open(String text) {
        Path ticket = null;
        try {
            ticket = Files.createTempFile("oriel", ".vv"); // 0600
            Files.writeString(ticket, text);
            var program =
                    new ProcessBuilder(viewer, ticket.toString()).inheritIO().start();
            int status = program.waitFor();
            if (status != 0) {
                throw CliException.failed(viewer + " ended with status " + status);
            }
        } catch (IOException e) {
            throw CliException.failed(viewer + " cannot be started: " + e.getMessage()
                    + ". Install it (virt-viewer), or name another with --viewer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted");
        } finally {
            if (ticket != null) {
                SecretFile.delete(ticket);
            }
        }
    }
}
