package io.oriel.broker.gateway;

import io.oriel.broker.presence.Presence;
import io.oriel.broker.trust.Names;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.pool.Hosts;
import io.oriel.pool.PoolException;
import io.oriel.pool.estate.Host;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns a join token into certificates. What they say comes from the row the token names; of the signing request only the
 * key is used. A token is used up together with its success, so a malformed request does not burn it.
 */
public final class Enrolments {
    private static final int TRIES = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration IDENTITY = Duration.ofDays(90);
    private static final Duration DISPLAY = Duration.ofDays(730);
    private static final Duration MIGRATION = Duration.ofDays(365);
    private static final Pattern HARDWARE = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final EnrolResult NOT_GOOD =
            new EnrolResult.Refused("The join token is unknown, used or expired; ask for a new one.");

    private final Joins joins;
    private final Hosts hosts;
    private final Gateways gateways;
    private final Trust trust;
    private final Presence presence;
    private final Events events;
    private final TransactionTemplate transaction;

    public Enrolments(
            Joins joins,
            Hosts hosts,
            Gateways gateways,
            Trust trust,
            Presence presence,
            Events events,
            TransactionTemplate transaction) {
        this.joins = joins;
        this.hosts = hosts;
        this.gateways = gateways;
        this.trust = trust;
        this.presence = presence;
        this.events = events;
        this.transaction = transaction;
    }

    /** Names the installation in every answer. */
    String installation() {
        return trust.installation().toString();
    }

    /** Judges one request. */
    EnrolResult enrol(EnrolRequest request) {
        var tries = presence.add("enrol:" + request.address(), WINDOW);
        if (tries.times() > TRIES) {
            return new EnrolResult.TooMany(tries.left().toSeconds() + 1);
        }
        if (!HARDWARE.matcher(request.hardwareId()).matches()) {
            return new EnrolResult.Malformed("The hardware id is missing or not one.");
        }
        if (request.purposes().isEmpty()
                || request.purposes().size() != request.requests().size()
                || new HashSet<>(request.purposes()).size()
                        != request.purposes().size()) {
            return new EnrolResult.Malformed("Each purpose wants one signing request.");
        }
        var result = transaction.execute(status -> decide(request, status));
        if (result instanceof EnrolResult.Refused) {
            events.record(Event.of(Severity.WARNING, "join refused for " + request.address()));
        }
        return result;
    }

    private EnrolResult decide(EnrolRequest request, TransactionStatus status) {
        var result = joins.use(request.token())
                .map(subject -> switch (subject) {
                    case Joins.Subject.Host(var id) -> hosts.find(id).map(host -> host(host, request));
                    case Joins.Subject.Gateway(var id) -> gateways.find(id).map(gateway -> gateway(gateway, request));
                })
                .flatMap(found -> found)
                .orElse(NOT_GOOD);
        if (!(result instanceof EnrolResult.Enrolled)) {
            status.setRollbackOnly();
        }
        return result;
    }

    private EnrolResult host(Host host, EnrolRequest request) {
        try {
            hosts.confirmed(host.id(), request.hardwareId());
        } catch (PoolException e) {
            return switch (e.code()) {
                case CONFLICT ->
                    new EnrolResult.Conflict("Host " + host.name() + " is another machine already; approve it first.");
                case NOT_FOUND -> NOT_GOOD;
                case ALREADY_EXISTS, INVALID, BAD_IMAGE, IN_USE, NO_HOST, AGENT -> throw e;
            };
        }
        var identity = Optional.<PeerIdentity>of(new PeerIdentity.Host(host.id().value()));
        var result = certify(request, purpose -> switch (purpose) {
            case "agent" -> Optional.of(leaf(host.name(), identity, host.address(), true, IDENTITY));
            case "display" -> Optional.of(leaf(host.address(), Optional.empty(), host.address(), false, DISPLAY));
            case "migration" -> Optional.of(leaf(host.address(), Optional.empty(), host.address(), true, MIGRATION));
            default -> Optional.empty();
        });
        if (result instanceof EnrolResult.Enrolled) {
            events.record(Event.of(Severity.NORMAL, "host " + host.name() + " joined from " + request.address())
                    .about(host.id()));
        }
        return result;
    }

    private EnrolResult gateway(Gateway gateway, EnrolRequest request) {
        var identity = Optional.<PeerIdentity>of(new PeerIdentity.Gateway(gateway.id()));
        var result = certify(request, purpose -> switch (purpose) {
            case "gateway" ->
                Optional.of(new Leaf(gateway.name(), identity, List.of(), List.of(), false, true, IDENTITY));
            case "public" ->
                Optional.of(leaf(gateway.publicName(), Optional.empty(), gateway.publicName(), false, MIGRATION));
            default -> Optional.empty();
        });
        if (result instanceof EnrolResult.Enrolled) {
            gateways.enrolled(gateway.id(), Gateways.subject(gateway.publicName()), request.hardwareId());
            events.record(Event.of(Severity.NORMAL, "gateway " + gateway.name() + " joined from " + request.address()));
        }
        return result;
    }

    /** Says what a certificate for a purpose shall say; empty when the row has no such purpose. */
    private interface Leaves {
        Optional<Leaf> of(String purpose);
    }

    private EnrolResult certify(EnrolRequest request, Leaves leaves) {
        var chain = new StringBuilder();
        for (int i = 0; i < request.purposes().size(); i++) {
            var leaf = leaves.of(request.purposes().get(i));
            if (leaf.isEmpty()) {
                return new EnrolResult.Malformed("The token is not for these purposes.");
            }
            try {
                chain.append(trust.issue(
                        CertificateAuthority.keyOf(request.requests().get(i)), leaf.get()));
            } catch (TrustException e) {
                return new EnrolResult.Malformed("A signing request is not one.");
            }
        }
        return new EnrolResult.Enrolled(chain.append(trust.caPem()).toString());
    }

    private static Leaf leaf(
            String name, Optional<PeerIdentity> identity, String address, boolean client, Duration lifetime) {
        var names = Names.of(address);
        return new Leaf(name, identity, names.dns(), names.addresses(), true, client, lifetime);
    }
}
