package io.oriel.pool;

import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.SiteRows;
import io.oriel.pool.store.SiteUses;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.transaction.support.TransactionTemplate;

/** Logical networks: a name in a data center, which is a bridge, and perhaps a VLAN, on every host. */
public final class Networks {
    /** The longest name a Linux network interface may have is 15 characters. */
    private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");

    private static final int HIGHEST_VLAN = 4094;

    private final SiteRows rows;
    private final SiteUses uses;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Clock clock;

    Networks(SiteRows rows, SiteUses uses, TransactionTemplate transactions, Events events, Clock clock) {
        this.rows = rows;
        this.uses = uses;
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** All networks, by name. */
    public List<Network> list() {
        return rows.networks();
    }

    public Optional<Network> find(NetworkId id) {
        return list().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /**
     * Makes a network. The hosts of its data center are looked at anew when it is required.
     *
     * @throws PoolException INVALID, ALREADY_EXISTS, NOT_FOUND (the data center)
     */
    public Network create(NewNetwork wanted) {
        check(wanted.name(), wanted.bridge(), wanted.vlan());
        var dataCenter = Sites.dataCenter(rows, wanted.dataCenter());
        var made = new Network(
                NetworkId.random(),
                dataCenter.id(),
                wanted.name(),
                Optional.of(wanted.bridge()),
                wanted.vlan(),
                wanted.required());
        Rules.naming(
                "a network",
                wanted.name(),
                () -> transactions.executeWithoutResult(_ -> {
                    rows.insert(made);
                    tell(made, "was made on bridge " + wanted.bridge());
                    lookAgain(made);
                }));
        return made;
    }

    /**
     * Changes a network. The hosts of its data center are looked at anew.
     *
     * @param required whether a host without the bridge may run no VMs at all
     * @param known as it was when that was decided
     * @throws PoolException INVALID, ALREADY_EXISTS; CONFLICT when it is not any more as it was; IN_USE when VMs have cards in it and it is to be another
     *     bridge or VLAN
     */
    public Network change(
            Network known, String name, Optional<String> bridge, Optional<Integer> vlan, boolean required) {
        check(name, bridge.orElse("none"), vlan);
        Rules.require(vlan.isEmpty() || bridge.isPresent(), "a VLAN needs a bridge");
        if (!known.bridge().equals(bridge) || !known.vlan().equals(vlan)) {
            var cards = uses.of(known.id());
            if (!cards.isEmpty()) {
                throw new PoolException(
                        PoolException.Code.IN_USE,
                        "network " + known.name() + " cannot become another bridge or VLAN: these have cards in it: "
                                + String.join(", ", cards));
            }
        }
        var changed = new Network(known.id(), known.dataCenter(), name, bridge, vlan, required);
        Rules.naming(
                "a network",
                name,
                () -> transactions.executeWithoutResult(_ -> {
                    if (!rows.update(known, changed)) {
                        throw Rules.changed("network " + known.name());
                    }
                    tell(
                            changed,
                            "was changed"
                                    + (required == known.required()
                                            ? ""
                                            : required ? ", required now" : ", not required any more"));
                    lookAgain(changed);
                }));
        return changed;
    }

    /**
     * Deletes a network.
     *
     * @throws PoolException NOT_FOUND; IN_USE while a VM has a card in it
     */
    public void remove(NetworkId id) {
        var known = Rules.one(list(), Network::id, id, "network");
        Rules.unused("network " + known.name(), uses.of(id));
        Rules.deleting(
                "network " + known.name(),
                "a vm has a card in it",
                () -> transactions.executeWithoutResult(_ -> {
                    if (rows.delete(id)) {
                        tell(known, "was removed");
                    }
                }));
    }

    /** Whether a text may name a bridge. */
    public static boolean isBridge(String text) {
        return BRIDGE.matcher(text).matches();
    }

    private static void check(String name, String bridge, Optional<Integer> vlan) {
        Rules.siteName("a network", name);
        Rules.require(isBridge(bridge), "a bridge's name has 1 to 15 letters, digits, '.', '_' and '-'");
        Rules.require(
                vlan.filter(it -> it < 1 || it > HIGHEST_VLAN).isEmpty(),
                "a VLAN is a number from 1 to " + HIGHEST_VLAN);
    }

    private void lookAgain(Network network) {
        rows.lookAgain(network.dataCenter(), clock.instant());
    }

    private void tell(Network network, String what) {
        events.record(Event.of(Severity.NORMAL, "network " + network.name() + " " + what));
    }
}
