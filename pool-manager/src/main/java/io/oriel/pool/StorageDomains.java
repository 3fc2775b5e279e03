package io.oriel.pool;

import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.SiteUses;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/** Where disks live: directories, the same on all hosts of a data center or one host's own. */
public final class StorageDomains {
    private static final int LONGEST_PATH = 1024;

    private final SiteRows rows;
    private final SiteUses uses;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Clock clock;

    StorageDomains(SiteRows rows, SiteUses uses, TransactionTemplate transactions, Events events, Clock clock) {
        this.rows = rows;
        this.uses = uses;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** All storage domains, by name. */
    public List<StorageDomain> list() {
        return rows.storage();
    }

    public Optional<StorageDomain> byName(String name) {
        return list().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * Makes a storage domain. The hosts it concerns prepare the directory; those that do not see it become
     * NonOperational.
     *
     * @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND (the data center)
     */
    public StorageDomain create(NewStorageDomain wanted) {
        check(wanted.name(), wanted.path());
        Rules.require(!wanted.shared() || wanted.host().isEmpty(), "a shared storage domain is not one host's own");
        var dataCenter = Sites.dataCenter(rows, wanted.dataCenter());
        var made = new StorageDomain(
                StorageDomainId.random(),
                dataCenter.id(),
                wanted.name(),
                wanted.path(),
                wanted.shared(),
                wanted.host(),
                false);
        transactions.executeWithoutResult(_ -> {
            if (!rows.insert(made)) {
                throw new PoolException(
                        PoolException.Code.ALREADY_EXISTS, "there is a storage domain " + wanted.name() + " already");
            }
            changed(made, made.path());
        });
        return made;
    }

    /**
     * The storage domain of this name, else the local one at this path; when both are missing it is made as the first host's own, in data center {@code
     * Default}.
     *
     * @param path absolute, on the host
     * @throws PoolException INVALID; IN_USE when it has another path and holds disks
     */
    public StorageDomain ensure(String name, String path) {
        check(name, path);
        var known = byName(name).or(() -> local(path));
        if (known.isEmpty()) {
            return create(new NewStorageDomain(name, Optional.empty(), path, false, Optional.empty()));
        }
        if (!known.get().path().equals(path)) {
            transactions.executeWithoutResult(_ -> move(known.get(), path));
        }
        return Rules.one(list(), StorageDomain::id, known.get().id(), "storage domain");
    }

    /** It may have been given another name since. */
    private Optional<StorageDomain> local(String path) {
        return list().stream()
                .filter(it -> !it.shared() && it.path().equals(path))
                .findFirst();
    }

    /**
     * Changes a storage domain's name and path.
     *
     * @param path another one only while it holds nothing
     * @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND; IN_USE when it holds disks and the path is another
     */
    public StorageDomain change(StorageDomainId id, String name, String path) {
        check(name, path);
        var known = Rules.one(list(), StorageDomain::id, id, "storage domain");
        Rules.naming(
                "a storage domain",
                name,
                () -> transactions.executeWithoutResult(_ -> {
                    if (!rows.rename(id, name)) {
                        throw Rules.notFound("storage domain " + known.name());
                    }
                    if (!name.equals(known.name())) {
                        events.record(Event.of(
                                Severity.NORMAL, "storage domain " + known.name() + " is called " + name + " now"));
                    }
                    if (!path.equals(known.path())) {
                        move(known, path);
                    }
                }));
        return Rules.one(list(), StorageDomain::id, id, "storage domain");
    }

    /**
     * Deletes a storage domain that holds nothing. Its directory stays as it is.
     *
     * @throws PoolException NOT_FOUND; IN_USE while it holds templates or disks
     */
    public void remove(StorageDomainId id) {
        var known = Rules.one(list(), StorageDomain::id, id, "storage domain");
        Rules.unused("storage domain " + known.name(), uses.of(id));
        Rules.deleting(
                "storage domain " + known.name(),
                "it holds templates or disks",
                () -> transactions.executeWithoutResult(_ -> {
                    if (rows.delete(id)) {
                        events.record(Event.of(Severity.NORMAL, "storage domain " + known.name() + " was removed"));
                    }
                }));
    }

    private void move(StorageDomain domain, String path) {
        if (!rows.move(domain.id(), path)) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    "storage domain " + domain.name() + " holds disks and cannot be moved to another path");
        }
        changed(domain, path);
    }

    private void changed(StorageDomain domain, String path) {
        rows.lookAgain(domain.dataCenter(), clock.instant());
        events.record(Event.of(
                Severity.NORMAL,
                "storage domain " + domain.name() + " is the directory " + path
                        + (domain.shared() ? " of all hosts" : " of one host")));
    }

    private static void check(String name, String path) {
        Rules.siteName("a storage domain", name);
        Rules.require(isPath(path), "a storage domain needs an absolute path without dots");
    }

    /** Whether a text may be a storage domain's path. */
    public static boolean isPath(String path) {
        return path.startsWith("/")
                && path.length() <= LONGEST_PATH
                && path.chars().noneMatch(Character::isISOControl)
                && Path.of(path).normalize().equals(Path.of(path))
                && Path.of(path).getNameCount() > 0;
    }
}
