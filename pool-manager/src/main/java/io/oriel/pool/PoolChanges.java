package io.oriel.pool;

import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Trials;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.PoolRows;
import io.oriel.pool.store.PoolVmRows;
import io.oriel.pool.store.TemplateRows;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes, changes and deletes pools. Each change is one transaction, judged by the rows; the leader does the rest. */
final class PoolChanges {
    private final PoolRows rows;
    private final PoolVmRows vms;
    private final TemplateRows templates;
    private final Clusters clusters;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Jobs jobs;
    private final Clock clock;

    PoolChanges(
            PoolRows rows,
            PoolVmRows vms,
            TemplateRows templates,
            Clusters clusters,
            TransactionTemplate transactions,
            Events events,
            Jobs jobs,
            Clock clock) {
        this.rows = rows;
        this.vms = vms;
        this.templates = templates;
        this.clusters = clusters;
        this.transactions = transactions;
        this.events = events;
        this.jobs = jobs;
        this.clock = clock;
    }

    Pool create(NewPool wanted) {
        var pool = made(wanted, clusters.chosen(wanted.cluster()).id());
        PoolRules.check(pool);
        return named(
                pool.name(),
                () -> written(() -> {
                    var template = usable(wanted.template());
                    rows.insert(pool);
                    for (int number = 1; number <= pool.size(); number++) {
                        rows.insertVm(pool, number, template.storage(), clock.instant());
                    }
                    record(pool, "was made with " + pool.size() + " vms");
                    jobs.open(JobKind.POOL_CREATE, pool.id().value(), "make pool " + pool.name());
                    return pool;
                }));
    }

    /** A new pool as it would be. */
    static Pool made(NewPool wanted, ClusterId cluster) {
        return new Pool(
                PoolId.random(),
                wanted.name(),
                wanted.description(),
                wanted.kind(),
                cluster,
                wanted.template(),
                wanted.useLatest(),
                Optional.empty(),
                wanted.size(),
                wanted.prestarted(),
                wanted.maxPerUser(),
                wanted.stateless(),
                wanted.vcpus(),
                wanted.memoryMiB(),
                wanted.policy(),
                Trials.NONE,
                false,
                1);
    }

    Pool edit(PoolId id, PoolEdit wanted) {
        var before = alive(id);
        wanted.version().filter(seen -> seen != before.version()).ifPresent(_ -> {
            throw conflict(before);
        });
        var after = merged(before, wanted);
        PoolRules.check(after);
        return named(
                after.name(),
                () -> written(() -> {
                    write(after);
                    resize(after);
                    record(
                            after,
                            "was changed" + (after.size() == before.size() ? "" : ", it has " + after.size() + " vms"));
                    return known(id);
                }));
    }

    /** A pool as it would be after a change. */
    static Pool merged(Pool it, PoolEdit wanted) {
        return new Pool(
                it.id(),
                wanted.name().orElse(it.name()),
                wanted.description().orElse(it.description()),
                wanted.kind().orElse(it.kind()),
                it.cluster(),
                it.template(),
                wanted.useLatest().orElse(it.useLatest()),
                it.previous(),
                wanted.size().orElse(it.size()),
                wanted.prestarted().orElse(it.prestarted()),
                wanted.maxPerUser().orElse(it.maxPerUser()),
                it.stateless(),
                wanted.vcpus().orElse(it.vcpus()),
                wanted.memoryMiB().orElse(it.memoryMiB()),
                wanted.policy().orElse(it.policy()),
                it.trials(),
                it.deleting(),
                it.version());
    }

    /** Free VMs go first, the highest numbers before others; new ones take the lowest numbers whose names are free. */
    private void resize(Pool pool) {
        int have = vms.count(pool.id());
        if (have > pool.size()) {
            int gone = vms.deleteFree(pool.id(), have - pool.size());
            if (gone < have - pool.size()) {
                throw new PoolException(
                        PoolException.Code.IN_USE,
                        "pool " + pool.name() + " cannot shrink to " + pool.size() + ": " + (have - gone)
                                + " of its vms are somebody's; take them back first");
            }
        }
        if (have < pool.size()) {
            var storage = usable(pool.template()).storage();
            var numbers = vms.freeNumbers(pool, pool.size() - have);
            if (numbers.size() < pool.size() - have) {
                throw new PoolException(
                        PoolException.Code.IN_USE,
                        "pool " + pool.name() + " cannot grow to " + pool.size()
                                + ": the names of its next vms are taken; rename those vms, or wait until old ones are deleted");
            }
            numbers.forEach(number -> rows.insertVm(pool, number, storage, clock.instant()));
        }
    }

    /** Has a pool made of this template; its free VMs follow at once, the others when they are given back. */
    Pool rollOut(PoolId id, TemplateId to) {
        var before = alive(id);
        if (before.template().equals(to)) {
            return before;
        }
        return written(() -> {
            var template = usable(to);
            write(before.rolledOut(to));
            record(before, "is made of template " + template.word() + " from now on");
            jobs.open(
                    JobKind.POOL_ROLL_OUT,
                    id.value(),
                    "roll template " + template.word() + " out to pool " + before.name());
            return known(id);
        });
    }

    Pool rollBack(PoolId id) {
        var before = alive(id);
        var previous = before.previous()
                .orElseThrow(() -> new PoolException(
                        PoolException.Code.IN_USE,
                        "pool " + before.name()
                                + " was never made of another template; there is nothing to go back to"));
        return written(() -> {
            var template = usable(previous);
            write(merged(before.rolledOut(previous), latest(false)));
            record(
                    before,
                    "is made of template " + template.word() + " again"
                            + (before.useLatest() ? ", and does not follow the latest version any more" : ""));
            jobs.open(JobKind.POOL_ROLL_OUT, id.value(), "roll pool " + before.name() + " back to " + template.word());
            return known(id);
        });
    }

    private static PoolEdit latest(boolean follow) {
        var none = PoolEdit.NONE;
        return new PoolEdit(
                none.name(),
                none.description(),
                none.kind(),
                Optional.of(follow),
                none.size(),
                none.prestarted(),
                none.maxPerUser(),
                none.vcpus(),
                none.memoryMiB(),
                none.policy(),
                none.version());
    }

    /** Has a restrained pool refilled at once; what kept failing is tried again. */
    Pool resume(PoolId id) {
        var before = alive(id);
        return written(() -> {
            if (!rows.free(before)) {
                throw conflict(before);
            }
            vms.forgive(id);
            record(before, "is refilled again: an admin wants it");
            return known(id);
        });
    }

    /** Has a pool deleted with all its VMs. */
    Pool delete(PoolId id, boolean force) {
        var before = alive(id);
        return written(() -> {
            var held = vms.held(id);
            if (!held.isEmpty() && !force) {
                throw new PoolException(
                        PoolException.Code.IN_USE,
                        "pool " + before.name() + " has " + held.size() + " desktops that are somebody's (" + some(held)
                                + "); take them back, or confirm with force");
            }
            if (!rows.delete(before)) {
                throw conflict(before);
            }
            vms.deleteAll(id);
            record(before, "is being deleted with its vms");
            jobs.open(JobKind.POOL_DELETE, id.value(), "delete pool " + before.name());
            return known(id);
        });
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(5, names.size()))) + (names.size() > 5 ? ", …" : "");
    }

    private Pool written(Supplier<Pool> change) {
        var pool = transactions.execute(_ -> change.get());
        if (pool == null) {
            throw new IllegalStateException("a change of a pool gave no pool");
        }
        return pool;
    }

    private void write(Pool after) {
        if (!rows.update(after)) {
            throw conflict(after);
        }
    }

    private Pool alive(PoolId id) {
        var pool = known(id);
        if (pool.deleting()) {
            throw new PoolException(PoolException.Code.IN_USE, "pool " + pool.name() + " is being deleted");
        }
        return pool;
    }

    private Pool known(PoolId id) {
        return rows.find(id).orElseThrow(() -> Rules.notFound("pool " + id));
    }

    /** Inside a transaction: until it ends the template cannot be deleted. A desktop is renewed by its one disk. */
    private Template usable(TemplateId id) {
        var template = templates
                .hold(id)
                .orElseGet(() -> Rules.usable(templates.find(id).orElseThrow(() -> Rules.notFound("template " + id))));
        int disks = 1 + template.disks().size();
        Rules.require(
                disks == 1,
                "template " + template.word() + " has " + disks
                        + " disks; a pool's desktops are made of one with one disk");
        return template;
    }

    private void record(Pool pool, String what) {
        events.record(
                Event.of(Severity.NORMAL, "pool " + pool.name() + " " + what).about(pool.id()));
    }

    private static PoolException conflict(Pool pool) {
        return new PoolException(
                PoolException.Code.CONFLICT,
                "somebody else changed pool " + pool.name() + " at the same time; look at it again");
    }

    private static Pool named(String name, Supplier<Pool> write) {
        try {
            return write.get();
        } catch (DuplicateKeyException e) {
            throw new PoolException(
                    PoolException.Code.ALREADY_EXISTS,
                    "there is a pool " + name + " already, or a vm with the name of one of its vms",
                    e);
        }
    }
}
