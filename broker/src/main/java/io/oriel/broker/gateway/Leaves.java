package io.oriel.broker.gateway;

import io.oriel.broker.trust.Certificates;
import io.oriel.broker.trust.Lifetimes;
import io.oriel.broker.trust.Names;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.pool.estate.Host;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes the certificates of hosts and gateways from their rows; of a signing request only the key is used. */
final class Leaves {
    private final Certificates certificates;
    private final Lifetimes lifetimes;

    Leaves(Certificates certificates, Lifetimes lifetimes) {
        this.certificates = certificates;
        this.lifetimes = lifetimes;
    }

    /** What came of it. */
    sealed interface Written {
        /** PEM, in the order asked. */
        record Chain(String pem) implements Written {}

        /** Nothing was given. */
        record Malformed(String sentence) implements Written {}
    }

    /** Of a host: {@code agent}, {@code display}, {@code migration}. */
    Written ofHost(Host host, List<String> purposes, List<String> requests) {
        var identity = new PeerIdentity.Host(host.id().value());
        var id = host.id().toString();
        return write(identity, purposes, requests, purpose -> switch (purpose) {
            case "agent" ->
                Optional.of(server(
                        host.name(), Optional.of(identity), Names.of(host.address()), true, lifetimes.identity()));
            case "display" ->
                Optional.of(
                        server(host.address(), Optional.empty(), Names.of(host.address()), false, lifetimes.display()));
            // libvirtd lets in by this name, and the other host asks for it by its address
            case "migration" ->
                Optional.of(server(id, Optional.empty(), Names.of(id, host.address()), true, lifetimes.migration()));
            default -> Optional.empty();
        });
    }

    /** Of a gateway: {@code gateway}, {@code public}. */
    Written ofGateway(Gateway gateway, List<String> purposes, List<String> requests) {
        var identity = new PeerIdentity.Gateway(gateway.id());
        return write(identity, purposes, requests, purpose -> switch (purpose) {
            case "gateway" ->
                Optional.of(new Leaf(
                        gateway.name(),
                        Optional.of(identity),
                        List.of(),
                        List.of(),
                        false,
                        true,
                        lifetimes.identity()));
            case "public" ->
                Optional.of(server(
                        gateway.publicName(),
                        Optional.empty(),
                        Names.of(gateway.publicName()),
                        false,
                        lifetimes.front()));
            default -> Optional.empty();
        });
    }

    /** Says what a certificate for a purpose shall say; empty when the row has no such purpose. */
    private interface Row {
        Optional<Leaf> leaf(String purpose);
    }

    private Written write(PeerIdentity holder, List<String> purposes, List<String> requests, Row row) {
        var chain = new StringBuilder();
        for (int i = 0; i < purposes.size(); i++) {
            var purpose = purposes.get(i);
            var leaf = row.leaf(purpose);
            if (leaf.isEmpty()) {
                return new Written.Malformed("The token or certificate is not for these purposes.");
            }
            try {
                var key = CertificateAuthority.keyOf(requests.get(i));
                chain.append(certificates.issue(holder, purpose, key, leaf.get()));
            } catch (TrustException e) {
                return new Written.Malformed("A signing request is not one.");
            }
        }
        return new Written.Chain(chain.toString());
    }

    private static Leaf server(
            String name, Optional<PeerIdentity> identity, Names names, boolean client, Duration lifetime) {
        return new Leaf(name, identity, names.dns(), names.addresses(), true, client, lifetime);
    }
}
