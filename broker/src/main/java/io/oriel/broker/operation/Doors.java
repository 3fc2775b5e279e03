package io.oriel.broker.operation;

import io.oriel.broker.gateway.Gateway;
import io.oriel.host.api.VmId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Through which gateway each VM is looked at, for programs that ask where before they ask for the ticket.
 *
 * <p>The same VM has the same gateway as long as that one is there: each is ranked by a hash of both (rendezvous hashing), so
 * that the answers of two requests, and of two replicas, fit together without anything being kept.
 *
 * @param gateways that can carry a session now
 * @param caPem the authority that signed their certificates
 */
public record Doors(List<Gateway> gateways, String caPem) {
    private static final long MIX = 0x9e3779b97f4a7c15L;

    public Doors {
        gateways = List.copyOf(gateways);
    }

    /** Where a VM's ticket is to be shown; empty without gateways. */
    public Optional<Door> of(VmId vm) {
        return gateway(vm).map(it -> new Door(it.publicName(), it.port(), it.hostSubject(), caPem));
    }

    /**
     * A gateway as its clients know it.
     *
     * @param hostSubject the subject of its certificate, as {@code CN=desk.example.org}
     */
    public record Door(String name, int port, String hostSubject, String caPem) {}

    Optional<Gateway> gateway(VmId vm) {
        return gateways.stream().max(Comparator.comparingLong(it -> rank(it, vm)));
    }

    private static long rank(Gateway gateway, VmId vm) {
        long mixed = gateway.id().getLeastSignificantBits() ^ vm.value().getLeastSignificantBits();
        mixed = (mixed ^ (mixed >>> 32)) * MIX;
        return mixed ^ (mixed >>> 29);
    }
}
