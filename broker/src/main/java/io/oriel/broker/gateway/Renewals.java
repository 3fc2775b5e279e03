package io.oriel.broker.gateway;

import io.oriel.broker.trust.Certificates;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.host.api.HostId;
import io.oriel.pool.Hosts;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.util.HashSet;
import java.util.List;

/** Gives a host or gateway that still has a good certificate the next ones, from its row as it is now. */
public final class Renewals {
    private final Hosts hosts;
    private final Gateways gateways;
    private final Trust trust;
    private final Certificates certificates;
    private final Leaves leaves;
    private final Events events;

    public Renewals(Hosts hosts, Gateways gateways, Enrolments.Given given, Events events) {
        this.hosts = hosts;
        this.gateways = gateways;
        this.trust = given.trust();
        this.certificates = given.certificates();
        this.leaves = given.leaves();
        this.events = events;
    }

    /** The deny list as text: serial numbers, one a line. */
    String denied() {
        return String.join("\n", certificates.denied()) + "\n";
    }

    /** Whether the holder of this certificate is a host or gateway that is still there. */
    boolean known(PeerIdentity peer) {
        return switch (peer) {
            case PeerIdentity.Host(var id) -> hosts.find(new HostId(id)).isPresent();
            case PeerIdentity.Gateway(var id) -> gateways.find(id).isPresent();
            case PeerIdentity.ControlPlane _ -> false;
        };
    }

    /**
     * The next certificates.
     *
     * @param peer by the certificate of the connection, and by nothing in the request
     */
    EnrolResult renew(PeerIdentity peer, List<String> purposes, List<String> requests) {
        if (purposes.isEmpty()
                || purposes.size() != requests.size()
                || new HashSet<>(purposes).size() != purposes.size()) {
            return new EnrolResult.Malformed("Each purpose wants one signing request.");
        }
        return switch (peer) {
            case PeerIdentity.Host(var id) ->
                hosts.find(new HostId(id))
                        .map(host -> answer(
                                leaves.ofHost(host, purposes, requests),
                                renewed("host " + host.name(), purposes).about(host.id())))
                        .orElseGet(Renewals::gone);
            case PeerIdentity.Gateway(var id) ->
                gateways.find(id)
                        .map(gateway -> answer(
                                leaves.ofGateway(gateway, purposes, requests),
                                renewed("gateway " + gateway.name(), purposes)))
                        .orElseGet(Renewals::gone);
            case PeerIdentity.ControlPlane _ -> gone();
        };
    }

    private static Event renewed(String who, List<String> purposes) {
        return Event.of(Severity.NORMAL, who + " renewed its certificates: " + String.join(", ", purposes));
    }

    private static EnrolResult gone() {
        return new EnrolResult.Refused("This machine was removed from the installation; add it again to join.");
    }

    private EnrolResult answer(Leaves.Written written, Event renewed) {
        return switch (written) {
            case Leaves.Written.Chain(var pem) -> {
                events.record(renewed);
                yield new EnrolResult.Enrolled(pem + trust.caPem());
            }
            case Leaves.Written.Malformed(var sentence) -> new EnrolResult.Malformed(sentence);
        };
    }
}
