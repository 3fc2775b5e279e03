package io.oriel.host;

import io.oriel.certs.TrustException;
import io.oriel.certs.config.Configuration;
import io.oriel.certs.config.ConfigurationException;
import io.oriel.certs.config.Key;
import io.oriel.certs.log.Logging;
import io.oriel.host.api.AgentException;
import io.oriel.host.libvirt.HypervisorException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The host agent: {@code host-agent [--oriel.key=value …]}, or {@code host-agent config check …}. */
public final class HostAgentMain {

    private static final int CANNOT_START = 1;
    private static final int WRONG_CONFIGURATION = 2;

    static final List<Key> KEYS = List.of(
            new Key("oriel.state", "/var/lib/oriel/agent", "directory for keys, journal and logs of guests"),
            new Key("oriel.listen", "127.0.0.1", "address the agent and the displays listen on"),
            new Key("oriel.agent.port", "8446", "port the control plane calls; 0 takes a free one"),
            new Key("oriel.agent.migration-port", "16514", "port on which other hosts send running VMs"),
            new Key("oriel.join", "", "join file, used once while there are no certificates"),
            new Key("oriel.control.url", "", "control port for renewals; empty: where this host joined"),
            new Key("oriel.accelerator", "auto", "auto, kvm or tcg"),
            new Key("oriel.simulate", "false", "true runs simulated VMs instead of a hypervisor"),
            new Key("oriel.stop-guests", "false", "true shuts guests down when the agent stops, if they end with it"),
            new Key("oriel.log.format", "logfmt", "logfmt or json"));

    private HostAgentMain() {}

    public static void main(String[] args) {
        var check = args.length >= 2 && args[0].equals("config") && args[1].equals("check");
        try {
            var given = check ? Arrays.copyOfRange(args, 2, args.length) : args;
            var configuration = Configuration.load("host-agent", KEYS, given, System.getenv());
            var settings = AgentSettings.of(configuration);
            if (check) {
                System.out.print(configuration.table());
                return;
            }
            Logging.start("host-agent", settings.jsonLog());
            serve(settings);
        } catch (ConfigurationException e) {
            System.err.println("host-agent: " + e.getMessage());
            System.exit(WRONG_CONFIGURATION);
        }
    }

    private static void serve(AgentSettings settings) {
        var log = LoggerFactory.getLogger(HostAgentMain.class);
        try {
            var agent = RunningAgent.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "stop"));
            log.info("ready on port {}", agent.port());
            // the server's threads are daemons: this one keeps the JVM until a signal ends it
            agent.awaitEnd();
        } catch (TrustException | AgentException | HypervisorException e) {
            // their messages say what to do; a stack would only hide them
            log.error("cannot start: {}", e.getMessage());
            System.exit(CANNOT_START);
        } catch (RuntimeException e) {
            log.error("cannot start", e);
            System.exit(CANNOT_START);
        }
    }

    /** Ends the JVM itself: asked to stop and having stopped is success, and not the 143 of a signal. */
    private static void stop(RunningAgent agent) {
        try {
            agent.close();
            Runtime.getRuntime().halt(0);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(HostAgentMain.class).error("stopping failed", e);
            Runtime.getRuntime().halt(CANNOT_START);
        }
    }
}
