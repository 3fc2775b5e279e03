package io.oriel.pool.search;

import java.util.List;
import java.util.Optional;

/** Sessions that are open. */
final class SessionTable {
    static final Table<Sitting> TABLE = Table.<Sitting>of(
                    Thing.SESSIONS, look -> look.census().people().sessions(), (row, _) -> row.id())
            .field(TextField.of("user_name", (row, _) -> row.user().value()))
            .field(TextField.of("user_id", (row, _) -> row.user().value()))
            .field(TextField.of("authz_name", (row, _) -> new Person(row.user(), "").directory()))
            .field(TextField.id("session_db_id", (row, _) -> Optional.of(row.id())))
            .field(TextField.of("vm", (row, _) -> row.vmName()))
            .field(WordField.of("status", List.of("pending", "active"), (row, _) -> row.state()))
            .field(TextField.of("protocol", (row, _) -> row.protocol()))
            .absent("source_ip")
            .shows("vm", "protocol")
            .sortedBy("user_name", false)
            .made();

    private SessionTable() {}
}
