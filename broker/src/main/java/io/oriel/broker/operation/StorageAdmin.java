package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.DataCenters;
import io.oriel.pool.Hosts;
import io.oriel.pool.NewStorageDomain;
import io.oriel.pool.StorageDomains;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.event.Events;
import java.util.List;
import java.util.Optional;

/** Storage domains. Throws as {@link DataCenterAdmin}. */
public final class StorageAdmin {
    private final Rights rights;
    private final StorageDomains storage;
    private final DataCenters dataCenters;
    private final Hosts hosts;
    private final Events events;

    public StorageAdmin(Rights rights, StorageDomains storage, DataCenters dataCenters, Hosts hosts, Events events) {
        this.rights = rights;
        this.storage = storage;
        this.dataCenters = dataCenters;
        this.hosts = hosts;
        this.events = events;
    }

    /** A storage domain, with the names of its data center and of the host that has it alone. */
    public record Entry(StorageDomain domain, String dataCenter, Optional<String> host) {}

    /**
     * What a new storage domain shall be.
     *
     * @param dataCenter by name; empty: {@code Default}
     * @param path absolute
     * @param shared whether all hosts of the data center see the same files there
     * @param host of one that is not shared: the host that has it, by name; empty: the first one that comes up
     */
    public record Wish(
            Optional<String> name,
            Optional<String> dataCenter,
            Optional<String> path,
            boolean shared,
            Optional<String> host) {}

    /** All storage domains, by name. */
    public List<Entry> list(User actor) {
        return rights.listed(actor, UseCase.STORAGE_LIST, storage.list(), it -> ObjectRef.of(it.id())).stream()
                .map(this::entry)
                .toList();
    }

    public Entry show(User actor, String name) {
        return entry(find(actor, UseCase.STORAGE_SHOW, name));
    }

    public Entry add(User actor, Wish wish) {
        var checks = new Checks();
        var name = checks.name(wish.name(), Optional.empty());
        var dataCenter = checks.found(
                "dataCenter",
                "data center",
                wish.dataCenter(),
                wish.dataCenter().flatMap(dataCenters::byName).filter(it -> rights.sees(actor, ObjectRef.of(it.id()))));
        (wish.dataCenter().isPresent() ? dataCenter : dataCenters.byName(SiteAdmin.DEFAULT))
                .ifPresent(it ->
                        rights.require(actor, UseCase.STORAGE_ADD, ObjectRef.of(it.id()), "data center " + it.name()));
        var path = checks.text("path", wish.path());
        path(path, checks);
        var host = checks.found(
                "host",
                "host",
                wish.host(),
                wish.host().flatMap(hosts::byName).filter(it -> rights.sees(actor, ObjectRef.of(it.id()))));
        checks.require(
                !wish.shared() || wish.host().isEmpty(), "host", "shared", "a shared storage domain is no host's own");
        checks.done();
        var made = storage.create(
                new NewStorageDomain(name, dataCenter.map(DataCenter::id), path, wish.shared(), host.map(Host::id)));
        Admins.record(events, actor, "storage domain " + name + " added");
        return entry(made);
    }

    /**
     * Gives a storage domain another name, or, while it holds nothing, another path.
     *
     * @param path empty leaves it as it is
     */
    public Entry edit(User actor, String name, Optional<String> next, Optional<String> path) {
        var known = find(actor, UseCase.STORAGE_EDIT, name);
        var checks = new Checks();
        var called = checks.name(next, Optional.of(known.name()));
        var at = checks.text("path", path.or(() -> Optional.of(known.path())));
        path(at, checks);
        checks.done();
        var changed = storage.change(known.id(), called, at);
        Admins.record(events, actor, "storage domain " + name + " edited");
        return entry(changed);
    }

    /** Deletes a storage domain that holds nothing; its directory stays as it is. */
    public void remove(User actor, String name) {
        storage.remove(find(actor, UseCase.STORAGE_REMOVE, name).id());
        Admins.record(events, actor, "storage domain " + name + " deleted");
    }

    private static void path(String path, Checks checks) {
        checks.require(
                path.isBlank() || StorageDomains.isPath(path),
                "path",
                "form",
                "a path is absolute and has no dots, no control characters and no slash at its end");
    }

    private StorageDomain find(User actor, UseCase what, String name) {
        var found = storage.byName(name)
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no storage domain " + name));
        rights.require(actor, what, ObjectRef.of(found.id()), "storage domain " + name);
        return found;
    }

    private Entry entry(StorageDomain domain) {
        return new Entry(
                domain,
                dataCenters.find(domain.dataCenter()).map(DataCenter::name).orElse(""),
                domain.host().flatMap(hosts::find).map(Host::name));
    }
}
