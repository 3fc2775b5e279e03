package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.DataCenters;
import io.oriel.pool.Networks;
import io.oriel.pool.NewNetwork;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.Network;
import io.oriel.pool.event.Events;
import java.util.List;
import java.util.Optional;

/** Networks. A name is looked for in one data center. Throws as {@link DataCenterAdmin}. */
public final class NetworkAdmin {
    private static final long HIGHEST_VLAN = 4094;

    private final Rights rights;
    private final Networks networks;
    private final DataCenters dataCenters;
    private final Events events;

    public NetworkAdmin(Rights rights, Networks networks, DataCenters dataCenters, Events events) {
        this.rights = rights;
        this.networks = networks;
        this.dataCenters = dataCenters;
        this.events = events;
    }

    /** A network and the name of its data center. */
    public record Entry(Network network, String dataCenter) {}

    /**
     * What a network shall be; of one that is there, empty leaves it as it is.
     *
     * @param bridge the bridge it means on every host
     * @param vlan 1–4094; 0: none
     * @param required whether a host without the bridge may run no VMs at all
     */
    public record Wish(
            Optional<String> name, Optional<String> bridge, Optional<Long> vlan, Optional<Boolean> required) {}

    /** All networks, by name. */
    public List<Entry> list(User actor) {
        return rights.listed(actor, UseCase.NETWORK_LIST, networks.list(), it -> ObjectRef.of(it.id())).stream()
                .map(this::entry)
                .toList();
    }

    /**
     * @param dataCenter by name; empty: {@code Default}
     */
    public Entry show(User actor, String name, Optional<String> dataCenter) {
        return entry(find(actor, UseCase.NETWORK_SHOW, name, dataCenter));
    }

    /**
     * @param dataCenter by name; empty: {@code Default}
     */
    public Entry add(User actor, Optional<String> dataCenter, Wish wish) {
        var checks = new Checks();
        var name = checks.name(wish.name(), Optional.empty());
        var in = checks.found(
                "dataCenter",
                "data center",
                dataCenter,
                dataCenter.flatMap(dataCenters::byName).filter(it -> rights.sees(actor, ObjectRef.of(it.id()))));
        (dataCenter.isPresent() ? in : dataCenters.byName(SiteAdmin.DEFAULT))
                .ifPresent(it ->
                        rights.require(actor, UseCase.NETWORK_ADD, ObjectRef.of(it.id()), "data center " + it.name()));
        var bridge = checks.text("bridge", wish.bridge());
        bridge(bridge, checks);
        var vlan = vlan(wish, Optional.empty(), checks);
        checks.done();
        var made = networks.create(new NewNetwork(
                name, in.map(DataCenter::id), bridge, vlan, wish.required().orElse(false)));
        Admins.record(events, actor, "network " + name + " added");
        return entry(made);
    }

    /**
     * @param dataCenter by name; empty: {@code Default}
     */
    public Entry edit(User actor, String name, Optional<String> dataCenter, Wish wish) {
        var known = find(actor, UseCase.NETWORK_EDIT, name, dataCenter);
        var checks = new Checks();
        var next = checks.name(wish.name(), Optional.of(known.name()));
        var bridge = wish.bridge().or(known::bridge);
        bridge.ifPresent(text -> bridge(text, checks));
        var vlan = vlan(wish, known.vlan(), checks);
        checks.require(vlan.isEmpty() || bridge.isPresent(), "vlan", "bridge", "a VLAN needs a bridge");
        checks.done();
        var changed = networks.change(known, next, bridge, vlan, wish.required().orElse(known.required()));
        Admins.record(events, actor, "network " + name + " edited");
        return entry(changed);
    }

    /**
     * Deletes a network no VM has a card in.
     *
     * @param dataCenter by name; empty: {@code Default}
     */
    public void remove(User actor, String name, Optional<String> dataCenter) {
        networks.remove(find(actor, UseCase.NETWORK_REMOVE, name, dataCenter).id());
        Admins.record(events, actor, "network " + name + " deleted");
    }

    private static void bridge(String bridge, Checks checks) {
        checks.require(
                bridge.isBlank() || Networks.isBridge(bridge),
                "bridge",
                "form",
                "a bridge's name has 1 to 15 letters, digits, '.', '_' and '-'");
    }

    private static Optional<Integer> vlan(Wish wish, Optional<Integer> known, Checks checks) {
        checks.require(
                wish.vlan().filter(it -> it < 0 || it > HIGHEST_VLAN).isEmpty(),
                "vlan",
                "range",
                "a VLAN is a number from 1 to " + HIGHEST_VLAN + ", or 0 for none");
        return wish.vlan().map(Long::intValue).or(() -> known).filter(it -> it != 0);
    }

    private Network find(User actor, UseCase what, String name, Optional<String> dataCenter) {
        var wanted = dataCenter.orElse(SiteAdmin.DEFAULT);
        var named = "network " + name + " in data center " + wanted;
        var in = dataCenters.byName(wanted).map(DataCenter::id);
        var found = networks.list().stream()
                .filter(it -> it.name().equals(name)
                        && in.filter(it.dataCenter()::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no " + named));
        rights.require(actor, what, ObjectRef.of(found.id()), named);
        return found;
    }

    private Entry entry(Network network) {
        return new Entry(
                network,
                dataCenters.find(network.dataCenter()).map(DataCenter::name).orElse(""));
    }
}
