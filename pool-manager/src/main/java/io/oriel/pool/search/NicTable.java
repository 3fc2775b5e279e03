package io.oriel.pool.search;

import io.oriel.host.api.HostInventory;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Network;
import java.util.List;
import java.util.stream.Stream;

/** Network interfaces of hosts. */
final class NicTable {
    static final Table<Row> TABLE = Table.<Row>of(
                    Thing.NICS,
                    look -> look.estate().hosts().values().stream()
                            .flatMap(NicTable::of)
                            .toList(),
                    (row, _) -> row.host().id() + "/" + row.nic().name())
            .field(TextField.of("name", (row, _) -> row.nic().name()))
            .field(TextField.of("mac", (row, _) -> row.nic().mac()))
            .field(WordField.of(
                    "status", List.of("up", "down"), (row, _) -> row.nic().up() ? "up" : "down"))
            .field(NumberField.of("speed", "Mbit/s", (row, _) -> row.nic().speedMbit()))
            .field(TextField.many("network_name", NicTable::networks))
            .field(TextField.of("host", (row, _) -> row.host().name()))
            .shows("host", "mac", "speed", "network_name")
            .made();

    private NicTable() {}

    record Row(Host host, HostInventory.Nic nic) {}

    private static Stream<Row> of(Host host) {
        return host.facts().stream()
                .flatMap(facts -> facts.inventory().nics().stream())
                .map(nic -> new Row(host, nic));
    }

    /** Those whose bridge it is a port of. */
    private static List<String> networks(Row row, Look look) {
        var bridge = row.nic().bridge();
        if (bridge.isEmpty()) {
            return List.of();
        }
        return look.estate().site().networksFor(row.host()).stream()
                .filter(network -> network.bridge().filter(bridge::equals).isPresent())
                .map(Network::name)
                .toList();
    }
}
