package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.DataCenters;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.event.Events;
import java.util.List;
import java.util.Optional;

/**
 * Data centers. Throws {@link BrokerException} FORBIDDEN, NOT_FOUND and INVALID with every wrong field, and {@link
 * io.oriel.pool.PoolException} ALREADY_EXISTS and IN_USE.
 */
public final class DataCenterAdmin {
    private final DataCenters dataCenters;
    private final Events events;

    public DataCenterAdmin(DataCenters dataCenters, Events events) {
        this.dataCenters = dataCenters;
        this.events = events;
    }

    /** What a data center shall be; of one that is there, empty leaves it as it is. */
    public record Wish(Optional<String> name, Optional<String> description) {}

    /** All data centers, by name. */
    public List<DataCenter> list(User actor) {
        Admins.require(actor);
        return dataCenters.list();
    }

    public DataCenter show(User actor, String name) {
        Admins.require(actor);
        return find(name);
    }

    public DataCenter add(User actor, Wish wish) {
        Admins.require(actor);
        var checks = new Checks();
        var name = checks.name(wish.name(), Optional.empty());
        var description = checks.description(wish.description(), "");
        checks.done();
        var made = dataCenters.create(name, description);
        Admins.record(events, actor, "data center " + name + " added");
        return made;
    }

    public DataCenter edit(User actor, String name, Wish wish) {
        Admins.require(actor);
        var known = find(name);
        var checks = new Checks();
        var next = checks.name(wish.name(), Optional.of(known.name()));
        var description = checks.description(wish.description(), known.description());
        checks.done();
        var changed = dataCenters.change(known, next, description);
        Admins.record(events, actor, "data center " + name + " edited");
        return changed;
    }

    /** Deletes a data center without clusters and storage domains, and its networks. */
    public void remove(User actor, String name) {
        Admins.require(actor);
        dataCenters.remove(find(name).id());
        Admins.record(events, actor, "data center " + name + " deleted");
    }

    private DataCenter find(String name) {
        return dataCenters
                .byName(name)
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no data center " + name));
    }
}
