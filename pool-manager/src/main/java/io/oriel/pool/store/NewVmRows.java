package io.oriel.pool.store;

import io.oriel.certs.ca.MasterKey;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Build;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Vm;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes the rows of new VMs, and what people change of them. Safe for use by many threads. */
public final class NewVmRows {
    private final JdbcClient jdbc;
    private final OutfitRows outfits;
    private final VmSeal seal;

    /** @param master by which secrets in the rows are sealed */
    public NewVmRows(JdbcClient jdbc, MasterKey master) {
        this.jdbc = jdbc;
        this.seal = new VmSeal(master);
        this.outfits = new OutfitRows(jdbc);
    }

    /** A VM that is Down and has no disk yet; one that starts by itself is wanted at once. */
    public void insert(Vm vm, Build build, Outfit outfit, StorageDomainId storage) {
        var id = vm.id().value();
        jdbc.sql("""
                        insert into pool.vm (id, name, pool, position, vcpus, memory_mib, stateless, state, state_since,
                            disk, storage, disk_use, wanted, recycle, defined, failures, setback_until,
                            cluster, template, disk_source, disk_bytes, hardware, heads)
                        values (:id, :name, :pool, :position, :vcpus, :memory, :stateless, 'down', :now,
                            :disk, :storage, 'missing', :wanted, false, false, 0, 'epoch',
                            :cluster, :template, :source, :bytes, :hardware, :heads)""")
                .param("id", id)
                .param("name", vm.name())
                .param("pool", vm.pool().map(PoolId::value).orElse(null))
                .param("position", build.position())
                .param("vcpus", vm.vcpus())
                .param("memory", vm.memoryMiB())
                .param("stateless", vm.stateless())
                .param("now", Rows.at(vm.state().since()))
                .param("disk", DiskId.random().value())
                .param("storage", storage.value())
                .param("wanted", outfit.care().autoStart())
                .param("cluster", build.cluster().value())
                .param(
                        "template",
                        build.source().template().map(TemplateId::value).orElse(null))
                .param(
                        "source",
                        switch (build.source()) {
                            case DiskSource.Blank _ -> "blank";
                            case DiskSource.Thin _ -> "thin";
                            case DiskSource.Full _ -> "full";
                        })
                .param(
                        "bytes",
                        switch (build.source()) {
                            case DiskSource.Blank it -> it.bytes();
                            case DiskSource.Thin it -> it.bytes();
                            case DiskSource.Full _ -> 0L;
                        })
                .param("hardware", word(build.hardware()))
                .param("heads", build.heads())
                .update();
        configure(vm, 1, build, outfit);
        var none = Outfit.of(outfit.starting(), outfit.care(), List.of(), List.of());
        outfits.write(id, none, outfit);
    }

    /**
     * Writes what people say of a VM: everything that is not of the loop's making.
     *
     * @param version what the change is based on; false when it has changed meanwhile
     */
    public boolean configure(Vm vm, long version, Build build, Outfit outfit) {
        var starting = outfit.starting();
        var told = starting.cloudInit();
        return jdbc.sql("""
                        update pool.vm set name = :name, vcpus = :vcpus, memory_mib = :memory, hardware = :hardware,
                            heads = :heads, start_on = :startOn, kind = :kind, description = :description,
                            guarded = :guarded, auto_start = :autoStart, ha_priority = :priority, lease = :lease,
                            mobility = :mobility, boot_order = :order, boot_menu = :menu,
                            cd_storage = :cdStorage, cd_name = :cdName, sealed_meta = :meta, sealed_user = :user,
                            sealed_network = :network
                        where id = :id and version = :version""")
                        .param("id", vm.id().value())
                        .param("version", version)
                        .param("name", vm.name())
                        .param("vcpus", vm.vcpus())
                        .param("memory", vm.memoryMiB())
                        .param("hardware", word(build.hardware()))
                        .param("heads", build.heads())
                        .param("startOn", build.startOn().map(HostId::value).orElse(null))
                        .param("kind", word(outfit.care().kind()))
                        .param("description", outfit.care().description())
                        .param("guarded", outfit.care().guarded())
                        .param("autoStart", outfit.care().autoStart())
                        .param("priority", outfit.care().continuity().priority().orElse(null))
                        .param("lease", outfit.care().continuity().lease())
                        .param("mobility", word(outfit.care().continuity().mobility()))
                        .param("order", OutfitColumns.names(starting.boot().order()))
                        .param("menu", starting.boot().menu())
                        .param(
                                "cdStorage",
                                starting.cdrom()
                                        .map(iso -> iso.storage().value())
                                        .orElse(null))
                        .param("cdName", starting.cdrom().map(Iso::name).orElse(null))
                        .param("meta", seal.meta(vm.id().value(), told))
                        .param("user", seal.user(vm.id().value(), told))
                        .param("network", seal.network(vm.id().value(), told))
                        .update()
                == 1;
    }

    /** Writes another set of disks, cards and snapshots; false when the VM has changed since this version. */
    public boolean equip(VmId vm, long version, Outfit was, Outfit is) {
        // The trigger raises the version.
        int rows = jdbc.sql("update pool.vm set trouble = trouble where id = :id and version = :version")
                .param("id", vm.value())
                .param("version", version)
                .update();
        if (rows == 1) {
            outfits.write(vm.value(), was, is);
        }
        return rows == 1;
    }

    /** A card address that no VM of this installation has. */
    public String nextMac() {
        while (true) {
            long number =
                    jdbc.sql("select nextval('pool.mac')").query(Long.class).single();
            var mac = String.format(
                    Locale.ROOT, "52:54:00:%02x:%02x:%02x", number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff);
            if (!taken(mac)) {
                return mac;
            }
        }
    }

    /** Whether some card has this address; true for the moment of the question only. */
    public boolean taken(String mac) {
        return jdbc.sql("select exists (select 1 from pool.nic where mac = :mac)")
                .param("mac", mac)
                .query(Boolean.class)
                .single();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
