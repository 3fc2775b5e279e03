package io.oriel.pool.search;

import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.Template;
import java.util.List;
import java.util.Optional;

/** Pools. */
final class PoolTable {
    static final Table<Pool> TABLE = Table.<Pool>of(
                    Thing.POOLS,
                    look -> look.estate().pools().values(),
                    (row, _) -> row.id().toString())
            .field(TextField.of("name", (row, _) -> row.name()))
            .field(TextField.prose("description", (row, _) -> row.description()))
            .field(WordField.of("type", List.of("automatic", "manual"), (row, _) -> VmTable.lower(row.kind())))
            .field(TextField.maybe("cluster", (row, look) -> look.clusterName(row.cluster())))
            .field(TextField.maybe("datacenter", (row, look) -> look.dataCenterName(row.cluster())))
            .field(TextField.maybe(
                    "template",
                    (row, look) -> Optional.ofNullable(look.estate().templates().get(row.template()))
                            .map(Template::name)))
            .field(NumberField.of("size", "", (row, _) -> row.size()))
            .field(NumberField.of(
                    "assigned_vm_count",
                    "",
                    (row, look) -> look.vmsOf(row.id()).stream()
                            .filter(vm -> vm.vm().assignedTo().isPresent())
                            .count()))
            .field(NumberField.of(
                    "running_vm_count",
                    "",
                    (row, look) -> look.vmsOf(row.id()).stream()
                            .filter(vm -> vm.vm().host().isPresent())
                            .count()))
            .absent("comment", "architecture")
            .shows("type", "cluster", "template", "size", "assigned_vm_count", "running_vm_count", "description")
            .made();

    private PoolTable() {}
}
