package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.gateway.Gateway;
import io.oriel.broker.gateway.Gateways;
import io.oriel.broker.gateway.Joins;
import io.oriel.broker.trust.Certificates;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gateways: adding, emptying and removing.
 *
 * <p>Throws {@link BrokerException} FORBIDDEN, NOT_FOUND, ALREADY_EXISTS or INVALID.
 */
public final class GatewayAdmin {
    /** A working day: nobody has to stop in the middle of it. */
    public static final Duration USUAL_DRAIN = Duration.ofHours(8);

    public static final Duration SHORTEST_DRAIN = Duration.ofMinutes(1);
    public static final Duration LONGEST_DRAIN = Duration.ofDays(7);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Rights rights;
    private final Gateways gateways;
    private final Joins joins;
    private final Certificates certificates;
    private final JoinCommands commands;
    private final Events events;

    public GatewayAdmin(
            Rights rights,
            Gateways gateways,
            Joins joins,
            Certificates certificates,
            JoinCommands commands,
            Events events) {
        this.rights = rights;
        this.gateways = gateways;
        this.joins = joins;
        this.certificates = certificates;
        this.commands = commands;
        this.events = events;
    }

    /**
     * A gateway with what an administrator must know of it.
     *
     * @param alive whether it was heard lately
     * @param sessions open ones
     * @param certificateUntil when its own certificate runs out
     */
    public record Entry(Gateway gateway, boolean alive, int sessions, Optional<OffsetDateTime> certificateUntil) {

        /**
         * The state's name in the API: {@code unassigned} until it has joined, then {@code up}, {@code draining} or
         * {@code non_responsive}.
         */
        public String state() {
            if (!gateway.enrolled()) {
                return "unassigned";
            }
            return !alive ? "non_responsive" : gateway.draining().isPresent() ? "draining" : "up";
        }
    }

    /** A gateway that was added, and how its machine joins. */
    public record Added(Entry entry, JoinCommand join) {}

    /** All gateways, by name. */
    public List<Entry> list(User actor) {
        rights.require(actor, UseCase.GATEWAY_LIST);
        return gateways.list().stream().map(this::entry).toList();
    }

    /** One gateway. */
    public Entry show(User actor, String name) {
        rights.require(actor, UseCase.GATEWAY_LIST);
        return entry(find(name));
    }

    /**
     * Adds a gateway.
     *
     * @param publicName the name people dial
     * @param port the port people dial
     */
    public Added add(User actor, String name, String publicName, int port) {
        rights.require(actor, UseCase.GATEWAY_ADD);
        if (!NAME.matcher(name).matches()) {
            throw new BrokerException(List.of(new BrokerException.Wrong(
                    "name", "name", "a gateway's name has letters, digits, dots, dashes; 63 at most")));
        }
        if (gateways.byName(name).isPresent()) {
            throw new BrokerException(
                    Code.ALREADY_EXISTS,
                    "there is a gateway " + name + " already; for a new join command ask for a token");
        }
        var gateway = gateways.ensure(name, publicName, port);
        record(actor, "gateway " + name + " added");
        return new Added(entry(gateway), commands.gateway(gateway));
    }

    /** A new join command for a gateway; works once, for 15 minutes. */
    public JoinCommand token(User actor, String name) {
        rights.require(actor, UseCase.GATEWAY_TOKEN);
        var gateway = find(name);
        record(actor, "join token for gateway " + name + " made");
        return commands.gateway(gateway);
    }

    /**
     * Empties a gateway: new sessions get another one, its people are told, and what still runs after this time is
     * ended. Of a gateway that is emptied already it changes the time.
     *
     * @param most {@link #SHORTEST_DRAIN} to {@link #LONGEST_DRAIN}
     */
    public Entry drain(User actor, String name, Duration most) {
        rights.require(actor, UseCase.GATEWAY_DRAIN);
        if (most.compareTo(SHORTEST_DRAIN) < 0 || most.compareTo(LONGEST_DRAIN) > 0) {
            throw new BrokerException(List.of(new BrokerException.Wrong(
                    "seconds", "range", "a gateway is emptied within one minute to seven days")));
        }
        var gateway = find(name);
        if (!gateways.drain(gateway.id(), most)) {
            throw new BrokerException(Code.NOT_FOUND, "there is no gateway " + name);
        }
        record(actor, "gateway " + name + " drains: no new sessions, and open ones end within " + words(most));
        return show(actor, name);
    }

    /** Gives a gateway sessions again. */
    public Entry activate(User actor, String name) {
        rights.require(actor, UseCase.GATEWAY_DRAIN);
        if (!gateways.activate(find(name).id())) {
            throw new BrokerException(
                    Code.INVALID, "gateway " + name + " is not draining: there is nothing to call off");
        }
        record(actor, "gateway " + name + " activated: it gets new sessions again");
        return show(actor, name);
    }

    private static String words(Duration time) {
        long minutes = time.toMinutes();
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }

    /** Removes a gateway. Its certificates and tokens are good for nothing from then on; its displays end. */
    public void remove(User actor, String name) {
        rights.require(actor, UseCase.GATEWAY_REMOVE);
        var gateway = find(name);
        gateways.revoke(gateway.id());
        certificates.revokeAll(new PeerIdentity.Gateway(gateway.id()));
        joins.spoilAll(gateway.id());
        record(actor, "gateway " + name + " removed, its certificates are denied");
    }

    private Gateway find(String name) {
        return gateways.byName(name)
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no gateway " + name));
    }

    private Entry entry(Gateway gateway) {
        return new Entry(
                gateway,
                gateways.alive(gateway.id()),
                gateways.sessions(gateway.id()),
                certificates.until(gateway.id(), "gateway"));
    }

    private void record(User actor, String what) {
        events.record(Event.of(Severity.NORMAL, what + " by " + actor.id()).about(actor.id()));
    }
}
