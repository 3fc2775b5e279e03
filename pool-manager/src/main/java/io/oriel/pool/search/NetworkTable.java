package io.oriel.pool.search;

import io.oriel.pool.estate.Network;
import java.util.OptionalDouble;

/** Networks of data centers. */
final class NetworkTable {
    static final Table<Network> TABLE = Table.<Network>of(
                    Thing.NETWORKS,
                    look -> look.estate().site().networks().values(),
                    (row, _) -> row.id().toString())
            .field(TextField.of("name", (row, _) -> row.name()))
            .field(new NumberField<>(
                    "vlan_id",
                    "",
                    (row, _) -> row.vlan().map(OptionalDouble::of).orElse(OptionalDouble.empty())))
            .field(WordField.flag("vm_network", (row, _) -> true))
            .field(TextField.maybe("data_center", (row, look) -> look.dataCenterName(row.dataCenter())))
            .field(TextField.maybe("bridge", (row, _) -> row.bridge()))
            .absent("description", "comment", "stp", "mtu", "label", "provider_name", "qos")
            .shows("data_center", "vlan_id", "bridge")
            .made();

    private NetworkTable() {}
}
