package io.oriel.pool.search;

import io.oriel.pool.estate.Template;
import java.util.List;
import java.util.Optional;

/** Templates, each version of them. */
final class TemplateTable {
    static final Table<Template> TABLE = Table.<Template>of(
                    Thing.TEMPLATES,
                    look -> look.estate().templates().values(),
                    (row, _) -> row.id().toString())
            .field(TextField.of("name", (row, _) -> row.name()))
            .field(WordField.of(
                    "status", List.of("ok", "locked", "illegal", "deleting"), (row, _) -> VmTable.lower(row.state())))
            .field(TextField.of("version_name", (row, _) -> String.valueOf(row.number())))
            .field(new DateField<>("creationdate", (row, _) -> Optional.of(row.created())))
            .field(NumberField.of(
                    "childcount", "", (row, look) -> look.vmsOf(row.id()).size()))
            .field(TextField.maybe(
                    "datacenter",
                    (row, look) -> look.storage(row.storage()).flatMap(it -> look.dataCenterName(it.dataCenter()))))
            .field(TextField.many(
                    "tag",
                    (row, look) -> look.tags(look.census().tags().templates().get(row.id()))))
            .field(TextField.id("id", (row, _) -> Optional.of(row.id())))
            .absent("comment", "os", "mem", "description", "sealed", "cluster", "quota", "architecture")
            .shows("version_name", "creationdate", "childcount", "datacenter")
            .made();

    private TemplateTable() {}
}
