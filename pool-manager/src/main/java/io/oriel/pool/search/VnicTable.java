package io.oriel.pool.search;

import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.TendedVm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Network cards of VMs. */
final class VnicTable {
    static final Table<Row> TABLE = Table.<Row>of(
                    Thing.VNICS, VnicTable::rows, (row, _) -> row.card().id().toString())
            .field(TextField.of("name", (row, _) -> "nic" + row.number()))
            .field(TextField.of("mac", (row, _) -> row.card().mac()))
            .field(TextField.maybe(
                    "network_name",
                    (row, look) -> row.card()
                            .network()
                            .flatMap(id -> Optional.ofNullable(
                                    look.estate().site().networks().get(id)))
                            .map(Network::name)))
            .field(WordField.flag("plugged", (row, _) -> row.card().plugged()))
            .field(TextField.of("vm", (row, _) -> row.owner().vm().name()))
            .shows("vm", "mac", "network_name", "plugged")
            .sortedBy("vm", false)
            .made();

    private VnicTable() {}

    /** @param number counted from 1, as the guest sees them */
    record Row(TendedVm owner, Nic card, int number) {}

    private static List<Row> rows(Look look) {
        var rows = new ArrayList<Row>();
        for (var tended : look.estate().vms().values()) {
            int number = 1;
            for (var card : tended.outfit().nics()) {
                rows.add(new Row(tended, card, number++));
            }
        }
        return rows;
    }
}
