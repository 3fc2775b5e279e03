package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
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
    private final Rights rights;
    private final DataCenters dataCenters;
    private final Events events;

    public DataCenterAdmin(Rights rights, DataCenters dataCenters, Events events) {
        this.rights = rights;
        this.dataCenters = dataCenters;
        this.events = events;
    }

    /** What a data center shall be; of one that is there, empty leaves it as it is. */
    public record Wish(Optional<String> name, Optional<String> description) {}

    /** All data centers, by name. */
    public List<DataCenter> list(User actor) {
        return rights.listed(actor, UseCase.DATA_CENTER_LIST, dataCenters.list(), it -> ObjectRef.of(it.id()));
    }

    public DataCenter show(User actor, String name) {
        return find(actor, UseCase.DATA_CENTER_SHOW, name);
    }

    public DataCenter add(User actor, Wish wish) {
        rights.require(actor, UseCase.DATA_CENTER_ADD);
        var checks = new Checks();
        var name = checks.name(wish.name(), Optional.empty());
        var description = checks.description(wish.description(), "");
        checks.done();
        var made = dataCenters.create(name, description);
        Admins.record(events, actor, "data center " + name + " added");
        return made;
    }

    public DataCenter edit(User actor, String name, Wish wish) {
        var known = find(actor, UseCase.DATA_CENTER_EDIT, name);
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
        dataCenters.remove(find(actor, UseCase.DATA_CENTER_REMOVE, name).id());
        Admins.record(events, actor, "data center " + name + " deleted");
    }

    private DataCenter find(User actor, UseCase what, String name) {
        var found = dataCenters
                .byName(name)
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no data center " + name));
        rights.require(actor, what, ObjectRef.of(found.id()), "data center " + name);
        return found;
    }
}
