package io.oriel.pool.apply;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.reality.Adoption;
import io.oriel.pool.reality.Image;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.JobRows;
import io.oriel.pool.store.RealityRows;
import io.oriel.pool.store.RealityRows.Order;
import java.time.Clock;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Does what admins decided about findings. The command's id is the decision's: it is sent again until its end is known,
 * by whoever leads, and what came of it is written down once.
 */
final class RealityOrders {
    private final EstateStore store;
    private final RealityRows rows;
    private final JobRows jobs;
    private final RealityLook look;
    private final Connections connections;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Clock clock;

    RealityOrders(
            EstateStore store,
            RealityRows rows,
            JobRows jobs,
            RealityLook look,
            Connections connections,
            TransactionTemplate transactions,
            Events events,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.jobs = jobs;
        this.look = look;
        this.connections = connections;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** Tries to carry one out; what has no end yet stays an order. Blocks. */
    void carryOut(Order order, LeaseToken token) {
        if (order.adopt()) {
            adopt(order, token);
        } else {
            quarantine(order, token);
        }
    }

    private void adopt(Order order, LeaseToken token) {
        var vm = new VmId(order.subject());
        var found = store.host(new HostId(order.place())).filter(Host::up);
        if (found.isEmpty()) {
            return;
        }
        var host = found.get();
        var outcome = tell(host, new EstateCommand.AdoptVm(new CommandId(order.id()), token, vm));
        if (outcome.isEmpty()) {
            return;
        }
        var failure = complaint(outcome.get());
        if (failure.isPresent()) {
            fail(order, failure.get(), token);
            return;
        }
        var spec = connections.to(host).inspect(vm);
        if (spec.isEmpty()) {
            fail(order, "the vm is not on host " + host.name() + " any more", token);
            return;
        }
        switch (Adoption.of(spec.get(), host, store.site(), look.look(), rows.claims())) {
            case Adoption.Impossible(var reasons) -> fail(order, String.join("; ", reasons), token);
            case Adoption.Possible it -> write(order, it, token);
        }
    }

    private void write(Order order, Adoption.Possible adopted, LeaseToken token) {
        var name = order.name().orElseThrow();
        try {
            transactions.executeWithoutResult(_ -> {
                if (end(order, Optional.empty(), token)) {
                    rows.adopt(adopted, name, clock.instant());
                    events.record(Event.of(
                                    Severity.NORMAL,
                                    "vm " + name + " was adopted on host "
                                            + adopted.host().name())
                            .about(adopted.spec().id())
                            .about(adopted.host().id()));
                }
            });
        } catch (DataIntegrityViolationException e) {
            fail(
                    order,
                    "there is a vm " + name + " already, or another one has its disk or the address of its card",
                    token);
        }
    }

    private void quarantine(Order order, LeaseToken token) {
        var domain = Optional.ofNullable(store.site().storage().get(new StorageDomainId(order.place())));
        if (domain.isEmpty()) {
            fail(order, "its storage domain is gone", token);
            return;
        }
        var disk = new DiskId(order.subject());
        var owner = rows.claims().images().get(new Image(domain.get().id(), disk));
        if (owner != null) {
            fail(order, "the image belongs to " + owner.name(), token);
            return;
        }
        reaching(domain.get())
                .flatMap(host -> tell(
                        host,
                        new EstateCommand.QuarantineDisk(
                                new CommandId(order.id()), token, domain.get().disk(disk))))
                .ifPresent(outcome -> complaint(outcome)
                        .ifPresentOrElse(
                                why -> fail(order, why, token),
                                () -> transactions.executeWithoutResult(_ -> {
                                    if (end(order, Optional.empty(), token)) {
                                        events.record(Event.of(
                                                Severity.WARNING,
                                                "image " + disk + " in storage domain "
                                                        + domain.get().name() + " was quarantined"));
                                    }
                                })));
    }

    /** The first host by name: it keeps being the same one, which knows the command. */
    private Optional<Host> reaching(StorageDomain domain) {
        var site = store.site();
        return store.hosts().stream()
                .filter(host -> host.up() && site.reaches(host, domain.id()))
                .findFirst();
    }

    private Optional<Outcome> tell(Host host, EstateCommand command) {
        try {
            return switch (connections.to(host).execute(command)) {
                case Answer.Ended(var outcome) -> Optional.of(outcome);
                case Answer.Accepted() -> Optional.empty();
            };
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> complaint(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> Optional.empty();
            case Outcome.Refused(var _, var message) -> Optional.of(message);
            case Outcome.Failed(var message) -> Optional.of(message);
            case Outcome.Unsupported(var name) -> Optional.of("the host's agent does not know " + name);
        };
    }

    private void fail(Order order, String why, LeaseToken token) {
        transactions.executeWithoutResult(_ -> {
            if (end(order, Optional.of(why), token)) {
                events.record(Event.of(Severity.WARNING, describe(order) + " failed: " + why));
            }
        });
    }

    private static String describe(Order order) {
        return order.adopt() ? "adopting vm " + order.subject() : "quarantining image " + order.subject();
    }

    /** Ends the order and its job; false when they have ended, or another leads. */
    private boolean end(Order order, Optional<String> failure, LeaseToken token) {
        var job = jobs.find(order.job());
        if (job.isEmpty()) {
            return false;
        }
        var now = clock.instant();
        var after = failure.map(why -> job.get().failed(why, now))
                .orElseGet(() -> job.get().done(now));
        return jobs.save(job.get(), after, token) && rows.close(order);
    }
}
