package io.oriel.certs.ca;

import io.oriel.certs.identity.PeerIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a certificate shall say of its holder. Comes from our own rows, never from a signing request.
 *
 * @param commonName for people only; nobody decides by it
 * @param identity the URI SAN, when the holder is a peer of ours
 * @param dnsNames DNS SANs
 * @param addresses IP SANs, as IPv4 or IPv6 literals
 * @param server may act as TLS server
 * @param client may act as TLS client
 * @param lifetime from now on; the certificate never outlives its authority
 */
public record Leaf(
        String commonName,
        Optional<PeerIdentity> identity,
        List<String> dnsNames,
        List<String> addresses,
        boolean server,
        boolean client,
        Duration lifetime) {
    public Leaf {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
        if (!server && !client) {
            throw new IllegalArgumentException("a certificate is for a server, a client, or both");
        }
    }
}
