package io.oriel.pool;

import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.SiteUses;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/** Data centers: clusters that share networks and storage domains. */
public final class DataCenters {
    private final SiteRows rows;
    private final SiteUses uses;
    private final TransactionTemplate transactions;
    private final Events events;

    DataCenters(SiteRows rows, SiteUses uses, TransactionTemplate transactions, Events events) {
        this.rows = rows;
        this.uses = uses;
        this.transactions = transactions;
        this.events = events;
    }

    /** All data centers, by name. */
    public List<DataCenter> list() {
        return rows.dataCenters();
    }

    public Optional<DataCenter> find(DataCenterId id) {
        return list().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    public Optional<DataCenter> byName(String name) {
        return list().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * Makes a data center without clusters.
     *
     * @throws PoolException INVALID, ALREADY_EXISTS
     */
    public DataCenter create(String name, String description) {
        Rules.siteName("a data center", name);
        Rules.description(description);
        var made = new DataCenter(DataCenterId.random(), name, description);
        Rules.naming(
                "a data center",
                name,
                () -> transactions.executeWithoutResult(_ -> {
                    rows.insert(made);
                    events.record(Event.of(Severity.NORMAL, "data center " + name + " was made"));
                }));
        return made;
    }

    /**
     * Changes a data center's name and description.
     *
     * @param known as it was when that was decided
     * @throws PoolException INVALID, ALREADY_EXISTS; CONFLICT when it is not any more as it was
     */
    public DataCenter change(DataCenter known, String name, String description) {
        Rules.siteName("a data center", name);
        Rules.description(description);
        var changed = new DataCenter(known.id(), name, description);
        Rules.naming(
                "a data center",
                name,
                () -> transactions.executeWithoutResult(_ -> {
                    if (!rows.update(known, changed)) {
                        throw Rules.changed("data center " + known.name());
                    }
                    events.record(Event.of(Severity.NORMAL, "data center " + name + " was changed"));
                }));
        return changed;
    }

    /**
     * Deletes a data center and its networks.
     *
     * @throws PoolException NOT_FOUND; IN_USE while it has clusters or storage domains
     */
    public void remove(DataCenterId id) {
        var known = find(id).orElseThrow(() -> Rules.notFound("data center " + id));
        Rules.unused("data center " + known.name(), uses.of(id));
        Rules.deleting(
                "data center " + known.name(),
                "it has clusters or storage domains; remove them first",
                () -> transactions.executeWithoutResult(_ -> {
                    if (rows.delete(id)) {
                        events.record(Event.of(Severity.NORMAL, "data center " + known.name() + " was removed"));
                    }
                }));
    }
}
