package io.oriel.broker.gateway;

import io.oriel.broker.presence.Presence;
import io.oriel.broker.trust.Certificates;
import io.oriel.broker.trust.Lifetimes;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.pool.Admissions;
import io.oriel.pool.Hosts;
import io.oriel.pool.estate.Host;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns a join token into certificates. What they say comes from the row the token names; of the signing request only the
 * key is used. A token is used up together with its success, so a malformed request does not burn it.
 */
public final class Enrolments {
    private static final int TRIES = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Pattern HARDWARE = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final EnrolResult NOT_GOOD =
            new EnrolResult.Refused("The join token is unknown, used or expired; ask for a new one.");

    private final Joins joins;
    private final Rows rows;
    private final Given given;
    private final Admission admission;
    private final Presence presence;
    private final Events events;
    private final TransactionTemplate transaction;

    /** Whose enrolment it can be. */
    public record Rows(Hosts hosts, Admissions admissions, Gateways gateways, Approvals approvals) {}

    /** What is given. */
    public record Given(Trust trust, Certificates certificates, Lifetimes lifetimes) {
        Leaves leaves() {
            return new Leaves(certificates, lifetimes);
        }
    }

    public Enrolments(
            Joins joins, Rows rows, Given given, Presence presence, Events events, TransactionTemplate transaction) {
        this.joins = joins;
        this.rows = rows;
        this.given = given;
        this.admission = new Admission(rows.approvals(), rows.admissions());
        this.presence = presence;
        this.events = events;
        this.transaction = transaction;
    }

    /** Names the installation in every answer. */
    String installation() {
        return given.trust().installation().toString();
    }

    /** Judges one request. */
    EnrolResult enrol(EnrolRequest request) {
        var counted = "enrol:" + request.address();
        var tries = presence.add(counted, WINDOW);
        if (tries.times() > TRIES) {
            if (tries.times() == TRIES + 1) {
                refused("too many tries to join", request);
            }
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
        var result = joins.look(request.token(), request.address())
                .flatMap(subject -> switch (subject) {
                    case Joins.Subject.Host(var id) -> rows.hosts().find(id).map(host -> host(host, request));
                    case Joins.Subject.Gateway(var id) ->
                        rows.gateways().find(id).map(gateway -> gateway(gateway, request));
                })
                .orElse(NOT_GOOD);
        switch (result) {
            case EnrolResult.Refused _ -> refused("a join token that is unknown, used or expired was shown", request);
            case EnrolResult.Malformed(var why) -> refused("a request to join was malformed (" + why + ")", request);
            case EnrolResult.Enrolled _ -> presence.takeBack(counted); // nothing was guessed
            case EnrolResult.Waiting _, EnrolResult.TooMany _ -> {}
        }
        return result;
    }

    private void refused(String what, EnrolRequest request) {
        events.record(Event.of(Severity.WARNING, "join refused for " + request.address() + ": " + what));
    }

    private EnrolResult host(Host host, EnrolRequest request) {
        return switch (admission.judge(host, request)) {
            case Admission.Verdict.Welcome() -> together(() -> host(host, request, false));
            case Admission.Verdict.Successor() -> together(() -> host(host, request, true));
            case Admission.Verdict.Wait(var reason) -> {
                if (rows.approvals().ask(host.id(), request, reason)) {
                    rows.admissions().suspect(host, reason);
                }
                yield new EnrolResult.Waiting(
                        "This machine waits for an administrator: " + reason + ". oriel host approve " + host.name());
            }
        };
    }

    /** All of it, or nothing. */
    private EnrolResult together(Supplier<EnrolResult> step) {
        var result = transaction.execute(status -> {
            var outcome = step.get();
            if (!(outcome instanceof EnrolResult.Enrolled)) {
                status.setRollbackOnly();
            }
            return outcome;
        });
        return result == null ? NOT_GOOD : result;
    }

    private EnrolResult host(Host host, EnrolRequest request, boolean successor) {
        if (!joins.use(request.token(), request.address())) {
            return NOT_GOOD;
        }
        if (successor) {
            rows.admissions().admit(host, request.hardwareId());
        } else {
            rows.hosts().confirmed(host.id(), request.hardwareId());
        }
        rows.approvals().forget(host.id());
        given.certificates().revokeAll(new PeerIdentity.Host(host.id().value()));
        return answer(
                given.leaves().ofHost(host, request.purposes(), request.requests()),
                Event.of(Severity.NORMAL, "host " + host.name() + " joined from " + request.address())
                        .about(host.id()));
    }

    private EnrolResult gateway(Gateway gateway, EnrolRequest request) {
        return together(() -> {
            if (!joins.use(request.token(), request.address())) {
                return NOT_GOOD;
            }
            given.certificates().revokeAll(new PeerIdentity.Gateway(gateway.id()));
            rows.gateways().enrolled(gateway.id(), Gateways.subject(gateway.publicName()), request.hardwareId());
            return answer(
                    given.leaves().ofGateway(gateway, request.purposes(), request.requests()),
                    Event.of(Severity.NORMAL, "gateway " + gateway.name() + " joined from " + request.address()));
        });
    }

    private EnrolResult answer(Leaves.Written written, Event joined) {
        return switch (written) {
            case Leaves.Written.Chain(var pem) -> {
                events.record(joined);
                yield new EnrolResult.Enrolled(pem + given.trust().caPem());
            }
            case Leaves.Written.Malformed(var sentence) -> new EnrolResult.Malformed(sentence);
        };
    }

    /** An administrator lets the machine in that waits for this host; empty when none waits. */
    public Optional<Approvals.Waiting> approve(Host host) {
        var waiting = rows.approvals().find(host.id()).filter(it -> !it.approved());
        return waiting.filter(it -> {
            var let = rows.approvals().approve(it);
            if (let) {
                joins.prolong(it.token());
            }
            return let;
        });
    }

    /** An administrator sends the machine away that waits for this host; empty when none waits. */
    public Optional<Approvals.Waiting> reject(Host host) {
        var waiting = rows.approvals().find(host.id());
        waiting.ifPresent(it -> {
            joins.spoil(it.token());
            rows.approvals().forget(host.id());
            rows.admissions().dismiss(host);
        });
        return waiting;
    }

    /** This host is removed: no machine waits for it. */
    public void forget(Host host) {
        rows.approvals().forget(host.id());
    }
}
