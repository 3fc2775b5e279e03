package io.oriel.pool.search;

import io.oriel.host.api.Hardware;
import io.oriel.pool.estate.NextRun;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.estate.VmUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** VMs. */
final class VmTable {
    /** oVirt's states; some are never met here. */
    private static final List<String> STATES = List.of(
            "unassigned",
            "down",
            "up",
            "powering_up",
            "paused",
            "migrating",
            "unknown",
            "not_responding",
            "wait_for_launch",
            "reboot_in_progress",
            "saving_state",
            "restoring_state",
            "suspended",
            "image_illegal",
            "image_locked",
            "powering_down");

    /** What a card is taken to carry, as oVirt takes it: virtual ones have no speed. */
    private static final double CARD_MBIT = 1000;

    static final Table<TendedVm> TABLE =
            table(Thing.VMS, look -> look.estate().vms().values());
    static final Table<TendedVm> DESKTOPS = table(Thing.DESKTOPS, look -> only(VmKind.DESKTOP, look));
    static final Table<TendedVm> SERVERS = table(Thing.SERVERS, look -> only(VmKind.SERVER, look));

    private VmTable() {}

    private static Collection<TendedVm> only(VmKind kind, Look look) {
        return look.estate().vms().values().stream()
                .filter(row -> row.outfit().care().kind() == kind)
                .toList();
    }

    private static Table<TendedVm> table(Thing thing, Function<Look, Collection<TendedVm>> rows) {
        var table = Table.of(thing, rows, (row, _) -> row.vm().id().toString())
                .field(TextField.of("name", (row, _) -> row.vm().name()))
                .field(new WordField<>(
                        "status",
                        STATES,
                        Map.of("migratingfrom", "migrating", "migratingto", "migrating"),
                        (row, _) -> row.state().restName()))
                .field(TextField.prose(
                        "description", (row, _) -> row.outfit().care().description()))
                .field(TextField.id("id", (row, _) -> Optional.of(row.vm().id())));
        place(table);
        guest(table);
        use(table);
        links(table);
        return table.absent(
                        "comment",
                        "creationdate",
                        "guaranteed_memory",
                        "migration_progress_percent",
                        "quota",
                        "architecture",
                        "custom_emulated_machine",
                        "custom_cpu_type",
                        "compatibility_level",
                        "custom_compatibility_level",
                        "created_by_user_id",
                        "has_illegal_images",
                        "namespace")
                .shows(
                        "cluster",
                        "host",
                        "pool",
                        "ip",
                        "memory",
                        "cpu_usage",
                        "mem_usage",
                        "network_usage",
                        "display",
                        "uptime")
                .made();
    }

    private static void place(Table.Making<TendedVm> table) {
        table.field(TextField.maybe("host", (row, look) -> look.hostOf(row).map(it -> it.name())))
                .field(TextField.maybe(
                        "cluster",
                        (row, look) -> look.clusterName(row.upkeep().build().cluster())))
                .field(TextField.maybe(
                        "datacenter",
                        (row, look) -> look.dataCenterName(row.upkeep().build().cluster())))
                .field(TextField.maybe(
                        "pool",
                        (row, look) -> row.vm().pool().flatMap(look::pool).map(Pool::name)))
                .field(TextField.many(
                        "tag",
                        (row, look) -> look.tags(
                                look.census().tags().vms().get(row.vm().id()))))
                .field(WordField.of(
                        "type",
                        List.of("server", "desktop"),
                        (row, _) -> lower(row.outfit().care().kind())));
    }

    private static void guest(Table.Making<TendedVm> table) {
        table.field(TextField.many("ip", VmTable::addresses))
                .field(TextField.many("address", VmTable::addresses))
                .field(TextField.maybe(
                        "fqdn",
                        (row, look) -> look.report(row)
                                .map(it -> it.guest().hostName())
                                .filter(it -> !it.isEmpty())))
                .field(TextField.many("os", VmTable::systems))
                .field(new TextField<>(
                        "apps",
                        false,
                        true,
                        (row, look) -> look.report(row)
                                .map(it -> it.guest().applications())
                                .orElse(List.of())))
                .field(TextField.many("loggedinuser", VmTable::loggedIn));
    }

    private static void use(Table.Making<TendedVm> table) {
        table.field(TextField.many("display", (row, _) -> displays(row)));
        table.field(NumberField.percent(
                        "cpu_usage",
                        (row, look) -> used(
                                row,
                                look,
                                it -> OptionalDouble.of(it.processors()
                                        * 100
                                        / Math.max(1, row.vm().vcpus())))))
                .field(NumberField.percent("mem_usage", (row, look) -> used(row, look, it -> it.memoryPercent())))
                .field(NumberField.percent(
                        "network_usage",
                        (row, look) -> used(row, look, it -> OptionalDouble.of(it.networkMbit() * 100 / CARD_MBIT))))
                .field(NumberField.of("memory", "MiB", (row, _) -> row.vm().memoryMiB()))
                .field(NumberField.of("vcpus", "", (row, _) -> row.vm().vcpus()))
                .field(new SpanField<>("uptime", VmTable::uptime))
                .field(WordField.flag(
                        "next_run_config_exists",
                        (row, _) -> !NextRun.needsRestart(row).isEmpty()))
                .field(WordField.of(
                        "bios_type",
                        List.of("i440fx_sea_bios", "q35_sea_bios", "q35_ovmf"),
                        (row, _) -> bios(row.upkeep().build().hardware())));
    }

    private static void links(Table.Making<TendedVm> table) {
        table.link(
                        Thing.HOSTS,
                        () -> HostTable.TABLE,
                        (row, _) -> row.vm().host().stream(),
                        (host, _) -> Stream.of(host.id()))
                .link(
                        Thing.TEMPLATES,
                        () -> TemplateTable.TABLE,
                        (row, _) -> row.upkeep().build().source().template().stream(),
                        (template, _) -> Stream.of(template.id()))
                .link(
                        Thing.EVENTS,
                        () -> EventTable.TABLE,
                        (row, _) -> Stream.of(row.vm().id()),
                        (event, _) -> event.vm().stream())
                .link(
                        Thing.USERS,
                        () -> UserTable.TABLE,
                        (row, look) -> look.usersOf(row).stream(),
                        (person, _) -> Stream.of(person.id()))
                .link(
                        Thing.STORAGE,
                        () -> StorageTable.TABLE,
                        (row, _) -> row.storages(),
                        (domain, _) -> Stream.of(domain.id()))
                .link(
                        Thing.VNICS,
                        () -> VnicTable.TABLE,
                        (row, _) -> Stream.of(row.vm().id()),
                        (card, _) -> Stream.of(card.owner().vm().id()));
    }

    private static List<String> addresses(TendedVm row, Look look) {
        return look.report(row).map(it -> it.addresses()).orElse(List.of());
    }

    /** What the guest says it is, and what it was made for. */
    private static List<String> systems(TendedVm row, Look look) {
        var made = lower(row.upkeep().build().hardware());
        var said = look.report(row).map(it -> it.guest().os()).orElse("");
        return said.isEmpty() ? List.of(made) : List.of(said, made);
    }

    private static List<String> loggedIn(TendedVm row, Look look) {
        var inside = look.report(row).map(it -> it.guest().users()).orElse(List.of());
        var users = look.usersOf(row);
        if (inside.isEmpty() && users.isEmpty()) {
            return List.of();
        }
        var all = new TreeSet<>(inside);
        users.forEach(user -> all.add(user.value()));
        return new ArrayList<>(all);
    }

    /** What shows its screen while it runs. */
    private static List<String> displays(TendedVm row) {
        return row.upkeep().consoles().stream().map(it -> it.kind().name()).toList();
    }

    private interface Part {
        OptionalDouble of(VmUse use);
    }

    private static OptionalDouble used(TendedVm row, Look look, Part part) {
        var use = look.census().uses().vms().get(row.vm().id());
        return use == null ? OptionalDouble.empty() : part.of(use);
    }

    /** Since it was last started; a VM that does not run has none. */
    private static Optional<Duration> uptime(TendedVm row, Look look) {
        return row.vm()
                .host()
                .flatMap(_ -> row.upkeep().launched())
                .map(since -> positive(since, look.census().now().toInstant()));
    }

    private static Duration positive(Instant since, Instant now) {
        return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
    }

    private static String bios(Hardware hardware) {
        return switch (hardware) {
            case LINUX_OLD, WINDOWS_OLD -> "i440fx_sea_bios";
            case LINUX, WINDOWS -> "q35_sea_bios";
            case WINDOWS_UEFI -> "q35_ovmf";
        };
    }

    static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
