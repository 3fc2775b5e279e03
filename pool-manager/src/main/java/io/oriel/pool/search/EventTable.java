package io.oriel.pool.search;

import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.UserId;
import java.util.List;
import java.util.Optional;

/** The audit log's lines. Names are those of things that are still there; a line's text keeps what they were called. */
final class EventTable {
    static final Table<Occurrence> TABLE = table();

    private EventTable() {}

    private static Table<Occurrence> table() {
        return Table.<Occurrence>of(
                        Thing.EVENTS, look -> look.census().log().events(), (row, _) -> String.valueOf(row.id()))
                .field(TextField.prose("message", (row, _) -> row.text()))
                .field(WordField.of(
                        "severity", List.of("normal", "warning", "error", "alert"), (row, _) -> row.severity()))
                .field(new DateField<>("time", (row, _) -> Optional.of(row.at())))
                .field(TextField.maybe("user_name", (row, _) -> row.user().map(UserId::value)))
                .field(TextField.maybe(
                        "event_vm",
                        (row, look) -> row.vm()
                                .flatMap(look::vm)
                                .map(tended -> tended.vm().name())))
                .field(TextField.maybe(
                        "event_host",
                        (row, look) -> row.host().flatMap(look.estate()::host).map(Host::name)))
                .field(TextField.maybe(
                        "event_pool",
                        (row, look) -> row.pool().flatMap(look::pool).map(Pool::name)))
                .field(TextField.id("event_vm_id", (row, _) -> row.vm()))
                .field(TextField.id("event_host_id", (row, _) -> row.host()))
                .field(TextField.id("event_pool_id", (row, _) -> row.pool()))
                .field(TextField.id("correlation_id", (row, _) -> row.correlation()))
                .absent(
                        "type",
                        "event_template",
                        "event_storage",
                        "event_datacenter",
                        "event_volume",
                        "event_template_id",
                        "event_storage_id",
                        "event_datacenter_id",
                        "event_volume_id",
                        "origin",
                        "custom_event_id",
                        "deleted")
                .shows("time", "severity", "message", "user_name", "event_vm", "event_host")
                .sortedBy("time", true)
                .made();
    }
}
