package io.oriel.pool.search;

import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.TendedVm;
import java.util.List;
import java.util.stream.Stream;

/** People. {@code name} is the first one, as in oVirt. */
final class UserTable {
    static final Table<Person> TABLE = Table.<Person>of(
                    Thing.USERS,
                    look -> look.census().people().persons(),
                    (row, _) -> row.id().toString())
            .field(TextField.of("name", (row, _) -> row.firstName()))
            .field(TextField.of("lastname", (row, _) -> row.lastName()))
            .field(TextField.of("username", (row, _) -> row.login()))
            .field(TextField.of("user_and_domain", (row, _) -> row.id().value()))
            .field(TextField.of("login", (row, _) -> row.login()))
            .field(TextField.of("directory", (row, _) -> row.directory()))
            .field(TextField.many(
                    "tag", (row, look) -> look.tags(look.census().tags().users().get(row.id()))))
            .field(TextField.many("pool", UserTable::pools))
            .absent("department", "type")
            .link(
                    Thing.VMS,
                    () -> VmTable.TABLE,
                    (row, _) -> Stream.of(row.id()),
                    (vm, look) -> look.usersOf(vm).stream())
            .link(
                    Thing.HOSTS,
                    () -> HostTable.TABLE,
                    (row, look) -> look.vmsOf(row.id()).stream().flatMap(vm -> vm.vm().host().stream()),
                    (host, _) -> Stream.of(host.id()))
            .link(
                    Thing.TEMPLATES,
                    () -> TemplateTable.TABLE,
                    (row, look) -> look.vmsOf(row.id()).stream()
                            .flatMap(vm -> vm.upkeep().build().source().template().stream()),
                    (template, _) -> Stream.of(template.id()))
            .link(
                    Thing.EVENTS,
                    () -> EventTable.TABLE,
                    (row, _) -> Stream.of(row.id()),
                    (event, _) -> event.user().stream())
            .shows("user_and_domain", "lastname", "directory", "pool")
            .sortedBy("user_and_domain", false)
            .made();

    private UserTable() {}

    /** The pools that somebody has a desktop of. */
    private static List<String> pools(Person row, Look look) {
        return look.vmsOf(row.id()).stream()
                .map(TendedVm::vm)
                .flatMap(vm -> vm.pool().flatMap(look::pool).map(Pool::name).stream())
                .distinct()
                .toList();
    }
}
