package io.oriel.pool;

import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.HostRows;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/** Where disks live: directories on the hosts. */
public final class StorageDomains {
    private final EstateStore store;
    private final HostRows rows;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Clock clock;

    StorageDomains(EstateStore store, HostRows rows, TransactionTemplate transactions, Events events, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** All storage domains, by name. */
    public List<StorageDomain> list() {
        return store.storage();
    }

    /**
     * The storage domain of this name; made when it is missing. The hosts prepare the directory.
     *
     * @param path absolute, on the hosts
     * @throws PoolException INVALID; IN_USE when it has another path and holds disks
     */
    public StorageDomain ensure(String name, String path) {
        if (name.isBlank() || name.length() > 64 || !path.startsWith("/") || path.length() > 1024) {
            throw new PoolException(PoolException.Code.INVALID, "a storage domain needs a name and an absolute path");
        }
        transactions.executeWithoutResult(_ -> {
            var known = byName(name);
            var made = known.isEmpty() && rows.insert(new StorageDomain(StorageDomainId.random(), name, path));
            if (known.isPresent() && !known.get().path().equals(path)) {
                move(new StorageDomain(known.get().id(), name, path));
            } else if (!made) {
                return;
            }
            rows.prepareAgain(clock.instant());
            events.record(Event.of(Severity.NORMAL, "storage domain " + name + " is the directory " + path));
        });
        return byName(name)
                .orElseThrow(() ->
                        new PoolException(PoolException.Code.CONFLICT, "storage domain " + name + " was deleted"));
    }

    private void move(StorageDomain domain) {
        if (!rows.move(domain)) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    "storage domain " + domain.name() + " holds disks and cannot be moved to another path");
        }
    }

    private Optional<StorageDomain> byName(String name) {
        return store.storage().stream()
                .filter(domain -> domain.name().equals(name))
                .findFirst();
    }
}
