package io.oriel.broker.operation;

import io.oriel.broker.gateway.Gateway;
import io.oriel.broker.gateway.Joins;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.pool.estate.Host;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes join commands. */
public final class JoinCommands {
    private final Joins joins;
    private final Reach reach;

    /**
     * Where machines reach the control port.
     *
     * @param url what a join code carries
     * @param loopback whether only this machine reaches it
     */
    public record Reach(URI url, boolean loopback) {}

    public JoinCommands(Joins joins, Reach reach) {
        this.joins = joins;
        this.reach = reach;
    }

    JoinCommand host(Host host) {
        return host(host, joins.forHost(host.id(), reach.url()), Optional.of(Joins.VALID));
    }

    JoinCommand bootKey(Host host, Optional<String> address) {
        return host(host, joins.bootKey(host.id(), address, reach.url()), Optional.empty());
    }

    JoinCommand gateway(Gateway gateway) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("name", gateway.publicName());
        settings.put("port", Integer.toString(gateway.port()));
        var line = joins.forGateway(gateway.id(), reach.url()).line(settings);
        return command("oriel gateway", line, Optional.of(Joins.VALID));
    }

    private JoinCommand host(Host host, JoinCode code, Optional<Duration> valid) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("host", host.name());
        settings.put("address", host.address());
        settings.put("port", Integer.toString(host.agentPort()));
        return command("oriel host-agent", code.line(settings), valid);
    }

    private JoinCommand command(String program, String line, Optional<Duration> valid) {
        return new JoinCommand(
                line,
                program + " --join '" + line + "'",
                valid,
                reach.loopback()
                        ? Optional.of("Only this machine reaches the control port at " + reach.url()
                                + ". For others set oriel.control.listen and oriel.control.url, and start again.")
                        : Optional.empty());
    }
}
