package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.Outcome;
import io.oriel.host.libvirt.Accelerator;
import io.oriel.host.libvirt.LibvirtHost;
import io.oriel.host.libvirt.LibvirtSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * A host on real libvirt that is spoken to over its standard streams, to be run in a network namespace. Reads one
 * command as JSON per line, writes one event as JSON per line. Ends when its input does, and all its VMs with it.
 */
final class HostProgram {

    private HostProgram() {}

    /** @param arguments installation, state directory, address */
    public static void main(String[] arguments) throws Exception {
        var state = Path.of(arguments[1]);
        var local = LibvirtHost.open(new LibvirtSettings(
                UUID.fromString(arguments[0]),
                state,
                Accelerator.AUTO,
                arguments[2],
                state.resolve("tls").resolve("display.pem")));
        try (var journal = Journal.open(local, state.resolve("journal"))) {
            Thread.ofVirtual().start(() -> tell(journal));
            var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (var line = commands.readLine(); line != null; line = commands.readLine()) {
                var command = Json.command(line.getBytes(StandardCharsets.UTF_8));
                Thread.ofVirtual().start(() -> carryOut(journal, command));
            }
            local.shutdownAll(Duration.ZERO);
        }
        System.exit(0);
    }

    private static void carryOut(HostAgent agent, Json.Command command) {
        switch (command) {
            case Json.Command.Estate(var estate) -> {
                switch (agent.execute(estate)) {
                    case Answer.Ended(var outcome) -> ended(estate.id(), outcome);
                    case Answer.Accepted() -> {
                        // its end comes as an event
                    }
                }
            }
            case Json.Command.Display(var display) -> ended(display.id(), agent.execute(display));
            case Json.Command.Unknown(var type) -> throw new IllegalArgumentException(type);
        }
    }

    private static void ended(CommandId id, Outcome outcome) {
        write(new HostEvent.CommandEnded(0, id, outcome));
    }

    private static void tell(HostAgent agent) {
        try (var events = agent.events(0)) {
            while (true) {
                events.next(Duration.ofSeconds(10)).ifPresent(HostProgram::write);
            }
        } catch (AgentException _) {
            // the journal was closed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void write(HostEvent event) {
        try {
            System.out.write(Json.line(event));
            System.out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
