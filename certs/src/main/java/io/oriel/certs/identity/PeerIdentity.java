package io.oriel.certs.identity;

import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The holder of a certificate issued by our authority, read from its one URI SAN {@code spiffe://oriel/<kind>/<uuid>}. */
public sealed interface PeerIdentity {

    /** The id of the row this identity belongs to. */
    UUID id();

    /** The URI SAN that names this identity. */
    URI uri();

    /** A host agent. */
    record Host(UUID id) implements PeerIdentity {
        @Override
        public URI uri() {
            return URI.create("spiffe://oriel/host/" + id);
        }
    }

    /** A display gateway. */
    record Gateway(UUID id) implements PeerIdentity {
        @Override
        public URI uri() {
            return URI.create("spiffe://oriel/gateway/" + id);
        }
    }

    /** One replica of the control plane. */
    record ControlPlane(UUID id) implements PeerIdentity {
        @Override
        public URI uri() {
            return URI.create("spiffe://oriel/control-plane/" + id);
        }
    }

    /** Reads the identity of a certificate; empty when it has none, more than one, or one of another kind. */
    static Optional<PeerIdentity> of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
        if (names == null) {
            return Optional.empty();
        }
        var uris = names.stream()
                .filter(name -> Integer.valueOf(6).equals(name.get(0)))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
        return uris.size() == 1 ? parse(uris.getFirst()) : Optional.empty();
    }

    private static Optional<PeerIdentity> parse(String uri) {
        var parts = uri.split("/", -1);
        if (parts.length != 5 || !uri.startsWith("spiffe://oriel/")) {
            return Optional.empty();
        }
        UUID id;
        try {
            id = UUID.fromString(parts[4]);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!id.toString().equals(parts[4])) {
            return Optional.empty();
        }
        return switch (parts[3]) {
            case "host" -> Optional.of(new Host(id));
            case "gateway" -> Optional.of(new Gateway(id));
            case "control-plane" -> Optional.of(new ControlPlane(id));
            default -> Optional.empty();
        };
    }
}
