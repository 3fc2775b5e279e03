package io.oriel.pool.store;

import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Nic;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.TendedVm;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes the disks, cards and snapshots of VMs, row by row where they differ. Safe for use by many threads. */
final class OutfitRows {
    private final JdbcClient jdbc;

    OutfitRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes the rows that were {@code was} what they are now. The caller has raised the VM's version. */
    void write(UUID vm, Outfit was, Outfit is) {
        if (!was.nics().equals(is.nics())) {
            nics(vm, was, is);
        }
        if (!was.disks().equals(is.disks())) {
            disks(vm, was, is);
        }
        if (!was.snapshots().equals(is.snapshots())) {
            snapshots(vm, was, is);
        }
    }

    private void nics(UUID vm, Outfit was, Outfit is) {
        was.nics().stream()
                .filter(nic -> is.nic(nic.id()).isEmpty())
                .forEach(nic -> jdbc.sql("delete from pool.nic where id = :id")
                        .param("id", nic.id().value())
                        .update());
        for (var nic : is.nics()) {
            var before = was.nic(nic.id());
            if (before.isEmpty()) {
                insert(vm, nic);
            } else if (!before.get().equals(nic)) {
                jdbc.sql("""
                                update pool.nic set mac = :mac, network = :network, plugged = :plugged, leaving = :leaving
                                where id = :id""")
                        .param("id", nic.id().value())
                        .param("mac", nic.mac())
                        .param("network", nic.network().map(NetworkId::value).orElse(null))
                        .param("plugged", nic.plugged())
                        .param("leaving", nic.leaving())
                        .update();
            }
        }
    }

    private void insert(UUID vm, Nic nic) {
        jdbc.sql("""
                        insert into pool.nic (id, vm, position, mac, network, plugged, leaving)
                        values (:id, :vm, (select coalesce(max(position), 0) + 1 from pool.nic where vm = :vm), :mac,
                            :network, :plugged, :leaving)""")
                .param("id", nic.id().value())
                .param("vm", vm)
                .param("mac", nic.mac())
                .param("network", nic.network().map(NetworkId::value).orElse(null))
                .param("plugged", nic.plugged())
                .param("leaving", nic.leaving())
                .update();
    }

    private void disks(UUID vm, Outfit was, Outfit is) {
        was.disks().stream()
                .filter(disk -> is.disk(disk.id()).isEmpty())
                .forEach(disk -> left(disk, disk.fate().equals(Optional.of(DataDisk.Fate.DETACH))));
        for (var disk : is.disks()) {
            var before = was.disk(disk.id());
            if (before.isEmpty()) {
                insert(vm, disk);
            } else if (!before.get().equals(disk)) {
                jdbc.sql("""
                                update pool.disk set name = :name, made = :made, plugged = :plugged, fate = :fate,
                                    base = :base, template = case when cast(:base as uuid) is null and copied then null else template end
                                where id = :id""")
                        .param("id", disk.id().value())
                        .param("name", disk.name())
                        .param("made", disk.made())
                        .param("plugged", disk.plugged())
                        .param("fate", disk.fate().map(OutfitRows::word).orElse(null))
                        .param("base", disk.base().map(it -> it.image().value()).orElse(null))
                        .update();
            }
        }
    }

    /** A disk that has left its VM stays without one, or is no more. */
    private void left(DataDisk disk, boolean stays) {
        jdbc.sql(
                        stays && disk.made()
                                ? "update pool.disk set vm = null, plugged = false, fate = null where id = :id"
                                : "delete from pool.disk where id = :id")
                .param("id", disk.id().value())
                .update();
    }

    private void insert(UUID vm, DataDisk disk) {
        jdbc.sql("""
                        insert into pool.disk (id, vm, position, name, storage, bytes, made, plugged, template, base, copied)
                        values (:id, :vm, (select coalesce(max(position), 0) + 1 from pool.disk where vm = :vm), :name,
                            :storage, :bytes, :made, :plugged, :template, :base, :copied)""")
                .param("id", disk.id().value())
                .param("vm", vm)
                .param("name", disk.name())
                .param("storage", disk.storage().value())
                .param("bytes", disk.bytes())
                .param("made", disk.made())
                .param("plugged", disk.plugged())
                .param("template", disk.base().map(it -> it.template().value()).orElse(null))
                .param("base", disk.base().map(it -> it.image().value()).orElse(null))
                .param("copied", disk.base().filter(DataDisk.Base::copied).isPresent())
                .update();
    }

    private void snapshots(UUID vm, Outfit was, Outfit is) {
        was.snapshots().stream()
                .filter(snapshot -> is.snapshot(snapshot.id()).isEmpty())
                .forEach(snapshot -> jdbc.sql("delete from pool.snapshot where id = :id")
                        .param("id", snapshot.id().value())
                        .update());
        for (var snapshot : is.snapshots()) {
            var before = was.snapshot(snapshot.id());
            if (!before.equals(Optional.of(snapshot))) {
                write(vm, snapshot);
            }
        }
    }

    private void write(UUID vm, Snapshot snapshot) {
        jdbc.sql("""
                        insert into pool.snapshot (id, vm, name, memory, asked_at, stage)
                        values (:id, :vm, :name, :memory, :asked, :stage)
                        on conflict (id) do update set memory = :memory, stage = :stage""")
                .param("id", snapshot.id().value())
                .param("vm", vm)
                .param("name", snapshot.name())
                .param("memory", snapshot.memory())
                .param("asked", Rows.at(snapshot.asked()))
                .param("stage", word(snapshot.stage()))
                .update();
    }

    /** The disks of a VM whose row is about to go belong to none from now on, if they are to stay. */
    void keepDisks(TendedVm gone) {
        if (!gone.outfit().keepsDisks()) {
            return;
        }
        var id = gone.vm().id().value();
        jdbc.sql("update pool.disk set vm = null, plugged = false, fate = null where vm = :id and made")
                .param("id", id)
                .update();
        jdbc.sql("""
                        insert into pool.disk (id, vm, position, name, storage, bytes, made, template)
                        select v.disk, null, 0, v.name, v.storage,
                            greatest(v.disk_bytes, coalesce(t.virtual_bytes, 1)), true,
                            case v.disk_source when 'thin' then v.template end
                        from pool.vm v left join pool.template t on t.id = v.template
                        where v.id = :id and v.disk_use <> 'missing'""").param("id", id).update();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
