package io.oriel.pool;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.VmId;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.apply.RealityLook;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Finding;
import io.oriel.pool.estate.Finding.Kind;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.reality.Adoption;
import io.oriel.pool.reality.Claims;
import io.oriel.pool.reality.Difference;
import io.oriel.pool.reality.Look;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.RealityRows;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the rows say, compared with what hosts run and storage domains hold; and what an admin decides about the
 * difference. Nothing is ever deleted. Looking asks all hosts and takes up to half a minute. Safe for use by many threads.
 */
public final class Reality {
    private final EstateStore store;
    private final RealityRows rows;
    private final RealityLook look;
    private final Connections connections;
    private final Jobs jobs;
    private final TransactionTemplate transactions;
    private final Events events;

    Reality(
            EstateStore store,
            RealityRows rows,
            RealityLook look,
            Connections connections,
            Jobs jobs,
            TransactionTemplate transactions,
            Events events) {
        this.store = store;
        this.rows = rows;
        this.look = look;
        this.connections = connections;
        this.jobs = jobs;
        this.transactions = transactions;
        this.events = events;
    }

    /**
     * What a look has shown.
     *
     * @param unseen what could not be looked at and why, for people
     */
    public record Found(List<Finding> findings, List<String> unseen) {
        public Found {
            findings = List.copyOf(findings);
            unseen = List.copyOf(unseen);
        }
    }

    private record Sight(Claims claims, Look look, List<Finding> findings) {
        Finding one(Function<Finding, Boolean> which, String what) {
            var all = findings.stream().filter(which::apply).toList();
            if (all.isEmpty()) {
                var unseen = look.unseen().isEmpty() ? "" : "; not seen: " + String.join(", ", look.unseen());
                throw new PoolException(PoolException.Code.NOT_FOUND, "there is no " + what + unseen);
            }
            if (all.size() > 1) {
                var places = all.stream().map(Finding::placeName).toList();
                throw new PoolException(
                        PoolException.Code.CONFLICT,
                        "the " + what + " is in several places: " + String.join(", ", places) + "; name one");
            }
            return all.getFirst();
        }
    }

    /** Compares, now. */
    public Found list() {
        var sight = sight();
        return new Found(sight.findings(), sight.look().unseen());
    }

    private Sight sight() {
        var before = rows.claims();
        var seen = look.look();
        var after = rows.claims();
        return new Sight(after, seen, Difference.of(before, after, seen));
    }

    /**
     * Has a VM that is in no row made ours, outside of pools: from then on it is a VM like any other, as it runs or not.
     *
     * @param host by name, for a VM that is on several
     * @param name what it is to be called; empty: its title, if that can be a name
     * @return the job that ends when the row is there
     * @throws PoolException NOT_FOUND; INVALID (the name; what it is made of, every reason); ALREADY_EXISTS; CONFLICT when
     *     it is on several hosts or just being adopted; AGENT
     */
    public JobId adopt(VmId vm, Optional<String> host, Optional<String> name) {
        var sight = sight();
        var found = sight.one(
                it -> (it.kind() == Kind.ORPHAN_VM || it.kind() == Kind.EXTERNAL_VM)
                        && it.id().equals(vm.value())
                        && host.filter(wanted -> !wanted.equals(it.placeName())).isEmpty(),
                "vm " + vm + " without a row" + host.map(on -> " on host " + on).orElse(""));
        var on = store.hosts().stream()
                .filter(it -> it.id().value().equals(found.place()))
                .findFirst()
                .orElseThrow(() -> Rules.notFound("host " + found.placeName()));
        var called = name.orElse(found.name());
        Rules.vmName(called);
        if (store.vm(called).isPresent()) {
            throw new PoolException(
                    PoolException.Code.ALREADY_EXISTS, "there is a vm " + called + " already; give another name");
        }
        check(vm, on, sight);
        return order(JobKind.VM_ADOPT, vm.value(), found.place(), Optional.of(called), "adopt vm " + called);
    }

    private void check(VmId vm, Host on, Sight sight) {
        try {
            var spec = connections
                    .to(on)
                    .inspect(vm)
                    .orElseThrow(() -> Rules.notFound("vm " + vm + " on host " + on.name() + " any more"));
            if (Adoption.of(spec, on, store.site(), sight.look(), sight.claims())
                    instanceof Adoption.Impossible(var reasons)) {
                throw new PoolException(
                        PoolException.Code.INVALID, "vm " + vm + " cannot be adopted: " + String.join("; ", reasons));
            }
        } catch (AgentException e) {
            throw new PoolException(
                    PoolException.Code.AGENT, "host " + on.name() + " does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * Has an image that is in no row put out of the way: into the directory {@code quarantine} of its storage domain.
     *
     * @param storage by name, for an image that is in several
     * @return the job that ends when it is there
     * @throws PoolException NOT_FOUND; IN_USE while a template is being imported; CONFLICT when it is in several storage
     *     domains or just being quarantined
     */
    public JobId quarantine(DiskId image, Optional<String> storage) {
        var found = sight().one(
                        it -> it.kind() == Kind.ORPHAN_IMAGE
                                && it.id().equals(image.value())
                                && storage.filter(wanted -> !wanted.equals(it.placeName()))
                                        .isEmpty(),
                        "image " + image + " without a row"
                                + storage.map(in -> " in storage domain " + in).orElse(""));
        // An import writes its row after its image.
        jobs.open().stream()
                .filter(job -> job.kind() == JobKind.TEMPLATE_IMPORT)
                .findFirst()
                .ifPresent(job -> {
                    throw new PoolException(
                            PoolException.Code.IN_USE,
                            "the image may be of \"" + job.text() + "\", which is not done; try again afterwards");
                });
        return order(
                JobKind.IMAGE_QUARANTINE,
                image.value(),
                found.place(),
                Optional.empty(),
                "quarantine image " + image + " in storage domain " + found.placeName());
    }

    /**
     * Takes a VM's lost disk for lost: another one is made in its place, from what the VM was made of.
     *
     * @throws PoolException NOT_FOUND when the VM's disk is there, or could not be looked for; IN_USE when the VM is not
     *     Down, or there is nothing to make another disk from
     */
    public void forget(VmId vm) {
        var sight = sight();
        var found = sight.one(
                it -> it.kind() == Kind.GHOST_VM && it.id().equals(vm.value()), "vm " + vm + " whose disk is missing");
        var tended = store.vm(vm).orElseThrow(() -> Rules.notFound("vm " + vm));
        if (!(tended.state() instanceof VmState.Down) || tended.busy()) {
            throw inUse(tended.vm().name(), "is " + tended.state().word() + "; shut it down first");
        }
        var disk = tended.upkeep().disk().id();
        var trouble =
                "its disk was not in storage domain " + found.placeName() + " any more, and was given up by an admin";
        try {
            transactions.executeWithoutResult(_ -> {
                if (!rows.lose(vm, disk, trouble)) {
                    throw inUse(tended.vm().name(), "has just changed; try again");
                }
                var event = Event.of(Severity.WARNING, "vm " + tended.vm().name() + ": " + trouble)
                        .about(vm);
                events.record(tended.vm().pool().map(event::about).orElse(event));
            });
        } catch (DataIntegrityViolationException e) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    "there is nothing left to make another disk of vm "
                            + tended.vm().name() + " from: its template is gone; delete the vm",
                    e);
        }
    }

    private JobId order(JobKind kind, UUID subject, UUID place, Optional<String> name, String text) {
        try {
            var opened = transactions.execute(_ -> {
                var job = jobs.open(kind, subject, text);
                var adopt = kind == JobKind.VM_ADOPT;
                rows.insert(new RealityRows.Order(UUID.randomUUID(), adopt, subject, place, name, job));
                return job;
            });
            if (opened == null) {
                throw new IllegalStateException("no job was opened");
            }
            return opened;
        } catch (DuplicateKeyException e) {
            throw new PoolException(PoolException.Code.CONFLICT, "\"" + text + "\" is just being done", e);
        }
    }

    private static PoolException inUse(String vm, String why) {
        return new PoolException(PoolException.Code.IN_USE, "vm " + vm + " " + why);
    }
}
