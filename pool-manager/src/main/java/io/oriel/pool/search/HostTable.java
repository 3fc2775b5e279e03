package io.oriel.pool.search;

import io.oriel.host.api.HostFacts;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostUse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Hosts. */
final class HostTable {
    /** oVirt's states; some are never met here. */
    private static final List<String> STATES = List.of(
            "unassigned",
            "down",
            "maintenance",
            "up",
            "non_responsive",
            "error",
            "installing",
            "install_failed",
            "reboot",
            "preparing_for_maintenance",
            "non_operational",
            "pending_approval",
            "initializing",
            "connecting",
            "installing_os",
            "kdumping");

    /** What a host's interfaces are taken to carry when none of them tells its speed. */
    private static final double MBIT = 1000;

    static final Table<Host> TABLE = table();

    private HostTable() {}

    private static Table<Host> table() {
        var table = Table.<Host>of(
                        Thing.HOSTS,
                        look -> look.estate().hosts().values(),
                        (row, _) -> row.id().toString())
                .field(TextField.of("name", (row, _) -> row.name()))
                .field(WordField.of("status", STATES, (row, _) -> row.state().restName()))
                .field(TextField.maybe("cluster", (row, look) -> look.clusterName(row.cluster())))
                .field(TextField.of("address", (row, _) -> row.address()))
                .field(TextField.maybe("datacenter", (row, look) -> look.dataCenterName(row.cluster())))
                .field(TextField.many(
                        "tag",
                        (row, look) -> look.tags(look.census().tags().hosts().get(row.id()))))
                .field(TextField.id("id", (row, _) -> Optional.of(row.id())))
                .field(TextField.id("hw_id", (row, _) -> row.hardwareId()));
        machine(table);
        use(table);
        links(table);
        return table.absent(
                        "comment",
                        "external_status",
                        "cpu_speed",
                        "type",
                        "architecture",
                        "update_available",
                        "ha_score",
                        "spm_id")
                .shows("cluster", "address", "active_vms", "memory", "cpu_usage", "mem_usage", "network_usage")
                .made();
    }

    private static void machine(Table.Making<Host> table) {
        table.field(TextField.maybe("version", (row, _) -> said(row, HostFacts::agentVersion)))
                .field(TextField.maybe(
                        "cpu_model",
                        (row, _) -> said(row, facts -> facts.inventory().cpuModel())))
                .field(new NumberField<>("cpus", "", (row, _) -> fact(row, HostFacts::cpus)))
                .field(new NumberField<>("memory", "MiB", (row, _) -> fact(row, HostFacts::memoryMiB)));
    }

    private static void use(Table.Making<Host> table) {
        table.field(NumberField.percent("cpu_usage", (row, look) -> used(row, look, HostUse::cpuPercent)))
                .field(NumberField.percent("mem_usage", (row, look) -> used(row, look, HostUse::memoryPercent)))
                .field(NumberField.percent(
                        "network_usage", (row, look) -> used(row, look, use -> use.networkMbit() * 100 / speed(row))))
                .field(new NumberField<>("load", "", (row, look) -> used(row, look, HostUse::load)))
                .field(NumberField.of(
                        "active_vms", "", (row, look) -> look.crowd(row.id()).active()))
                .field(NumberField.of(
                        "migrating_vms", "", (row, look) -> look.crowd(row.id()).migrating()))
                .field(new NumberField<>("committed_mem", "per cent", (row, look) -> {
                    var all = fact(row, HostFacts::memoryMiB);
                    return all.isEmpty() || all.getAsDouble() < 1
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(Math.rint(look.crowd(row.id()).memoryMiB() * 100 / all.getAsDouble()));
                }));
    }

    private static void links(Table.Making<Host> table) {
        table.link(Thing.VMS, () -> VmTable.TABLE, (row, _) -> Stream.of(row.id()), (vm, _) -> vm.vm().host().stream())
                .link(
                        Thing.TEMPLATES,
                        () -> TemplateTable.TABLE,
                        (row, look) -> look.vmsOn(row.id()).stream()
                                .flatMap(vm -> vm.upkeep().build().source().template().stream()),
                        (template, _) -> Stream.of(template.id()))
                .link(
                        Thing.EVENTS,
                        () -> EventTable.TABLE,
                        (row, _) -> Stream.of(row.id()),
                        (event, _) -> event.host().stream())
                .link(
                        Thing.USERS,
                        () -> UserTable.TABLE,
                        (row, look) -> look.vmsOn(row.id()).stream().flatMap(vm -> look.usersOf(vm).stream()),
                        (person, _) -> Stream.of(person.id()))
                .link(
                        Thing.STORAGE,
                        () -> StorageTable.TABLE,
                        (row, look) ->
                                look.estate().site().storageFor(row).stream().map(domain -> domain.id()),
                        (domain, _) -> Stream.of(domain.id()))
                .link(
                        Thing.NICS,
                        () -> NicTable.TABLE,
                        (row, _) -> Stream.of(row.id()),
                        (nic, _) -> Stream.of(nic.host().id()));
    }

    private static Optional<String> said(Host row, Function<HostFacts, String> what) {
        return row.facts().map(what).filter(it -> !it.isEmpty());
    }

    private static OptionalDouble fact(Host row, ToDoubleFunction<HostFacts> what) {
        return row.facts().map(it -> OptionalDouble.of(what.applyAsDouble(it))).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble used(Host row, Look look, ToDoubleFunction<HostUse> what) {
        var use = look.census().uses().hosts().get(row.id());
        return use == null ? OptionalDouble.empty() : OptionalDouble.of(what.applyAsDouble(use));
    }

    private static double speed(Host row) {
        int all = row.facts()
                .map(facts -> facts.inventory().nics().stream()
                        .filter(nic -> nic.up())
                        .mapToInt(nic -> nic.speedMbit())
                        .sum())
                .orElse(0);
        return all > 0 ? all : MBIT;
    }
}
