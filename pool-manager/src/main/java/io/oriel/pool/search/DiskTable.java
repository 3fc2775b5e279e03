package io.oriel.pool.search;

import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UnattachedDisk;
import io.oriel.pool.estate.VmDisk;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Disks: those VMs start from, their further ones, and those that belong to no VM. */
final class DiskTable {
    private static final double GIB = 1L << 30;

    static final Table<Row> TABLE = Table.<Row>of(
                    Thing.DISKS, DiskTable::rows, (row, _) -> row.id().toString())
            .field(TextField.of("alias", (row, _) -> row.name()))
            .field(TextField.of("name", (row, _) -> row.name()))
            .field(NumberField.of("provisioned_size", "GiB", (row, _) -> row.bytes() / GIB))
            .field(NumberField.of("size", "GiB", (row, _) -> row.bytes() / GIB))
            .field(new DateField<>("creation_date", (row, _) -> row.created()))
            .field(WordField.of(
                    "status", List.of("ok", "locked", "illegal"), (row, _) -> row.there() ? "ok" : "locked"))
            .field(NumberField.of("number_of_vms", "", (row, _) -> row.vm().isPresent() ? 1 : 0))
            .field(TextField.maybe("vm_names", (row, _) -> row.vm()))
            .field(TextField.maybe(
                    "storage", (row, look) -> look.storage(row.storage()).map(StorageDomain::name)))
            .field(TextField.id("id", (row, _) -> Optional.of(row.id())))
            .absent(
                    "description",
                    "actual_size",
                    "shareable",
                    "disk_type",
                    "disk_content_type",
                    "allocation_policy",
                    "quota",
                    "wipe_after_delete",
                    "last_modified")
            .shows("vm_names", "storage", "provisioned_size", "creation_date")
            .made();

    private DiskTable() {}

    /**
     * A disk.
     *
     * @param bytes as the guest sees it; 0 when that is not known
     * @param there whether it lies in its storage domain
     * @param created empty when that was not noted
     */
    record Row(
            DiskId id,
            String name,
            StorageDomainId storage,
            long bytes,
            boolean there,
            Optional<String> vm,
            Optional<Instant> created) {}

    static List<Row> rows(Look look) {
        return Stream.concat(
                        look.estate().vms().values().stream()
                                .flatMap(vm -> Stream.concat(
                                        Stream.of(first(vm, look)),
                                        vm.outfit().disks().stream().map(disk -> further(vm, disk)))),
                        look.census().loose().stream().map(DiskTable::loose))
                .toList();
    }

    private static Row first(TendedVm tended, Look look) {
        var disk = tended.upkeep().disk();
        return new Row(
                disk.id(),
                tended.vm().name(),
                disk.storage(),
                bytes(tended.upkeep().build().source(), look),
                disk.use() != VmDisk.Use.MISSING,
                Optional.of(tended.vm().name()),
                tended.upkeep().diskMade());
    }

    private static long bytes(DiskSource source, Look look) {
        return switch (source) {
            case DiskSource.Blank it -> it.bytes();
            case DiskSource.Thin it -> it.bytes() > 0 ? it.bytes() : template(source, look);
            case DiskSource.Full _ -> template(source, look);
        };
    }

    private static long template(DiskSource source, Look look) {
        return source.template()
                .flatMap(id -> Optional.ofNullable(look.estate().templates().get(id)))
                .map(Template::virtualBytes)
                .orElse(0L);
    }

    private static Row further(TendedVm tended, DataDisk disk) {
        return new Row(
                disk.id(),
                disk.name(),
                disk.storage(),
                disk.bytes(),
                disk.made(),
                Optional.of(tended.vm().name()),
                Optional.empty());
    }

    private static Row loose(UnattachedDisk disk) {
        return new Row(disk.id(), disk.name(), disk.storage(), disk.bytes(), true, Optional.empty(), Optional.empty());
    }
}
