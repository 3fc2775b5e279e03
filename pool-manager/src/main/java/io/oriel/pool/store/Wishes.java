package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.RunOnce;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.TendedVm;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people want of single VMs, written by any control plane; the leader carries it out. Safe for many threads. */
public final class Wishes {
    /** What makes rows of VMs go away. */
    static final String DELETING = """
            update pool.vm set deleting = true, wanted = false, assigned_to = null, assigned_at = null, used_at = null,
                errand = null, errand_host = null, errand_until = null, errand_snapshot = null, setback_until = 'epoch',
                recycle = recycle or host is not null,
                disk_use = case disk_use when 'kept' then 'used' else disk_use end
            """;

    private final JdbcClient jdbc;

    public Wishes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Asks for an errand; false when the VM has changed meanwhile. */
    public boolean ask(TendedVm tended, Errand errand, boolean wanted) {
        return jdbc.sql("""
                        update pool.vm set errand = :errand, errand_host = :host, errand_until = :until, wanted = :wanted,
                            errand_snapshot = :snapshot
                        where id = :id and version = :version""")
                        .param("id", tended.vm().id().value())
                        .param("version", tended.vm().version())
                        .param("errand", errand.kind().name().toLowerCase(Locale.ROOT))
                        .param("host", errand.to().map(HostId::value).orElse(null))
                        .param(
                                "snapshot",
                                errand.snapshot().map(SnapshotId::value).orElse(null))
                        .param("until", Rows.at(errand.until()))
                        .param("wanted", wanted)
                        .update()
                == 1;
    }

    /** Says whether the VM is to run; what kept failing is tried again at once. False when it has changed meanwhile. */
    public boolean want(TendedVm tended, boolean wanted) {
        return jdbc.sql("""
                        update pool.vm set wanted = :wanted, setback_until = 'epoch',
                            trouble = case when :wanted then null else trouble end
                        where id = :id and version = :version""")
                        .param("id", tended.vm().id().value())
                        .param("version", tended.vm().version())
                        .param("wanted", wanted)
                        .update()
                == 1;
    }

    /**
     * Has the VM powered off and cleared: a stateless one is nobody's any more and loses its disk, a suspended one loses
     * its memory. False when it has changed meanwhile.
     */
    public boolean clear(TendedVm tended) {
        return jdbc.sql("""
                        update pool.vm set recycle = true, wanted = false,
                            assigned_to = case when stateless then null else assigned_to end,
                            assigned_at = case when stateless then null else assigned_at end,
                            disk_use = case when stateless and disk_use = 'kept' then 'used' else disk_use end
                        where id = :id and version = :version""")
                        .param("id", tended.vm().id().value())
                        .param("version", tended.vm().version())
                        .update()
                == 1;
    }

    /** Has the VM started, this once in another way. False when it has changed meanwhile. */
    public boolean runOnce(TendedVm tended, RunOnce once) {
        return jdbc.sql("""
                        update pool.vm set wanted = true, setback_until = 'epoch', trouble = null, once_order = :order,
                            once_menu = :menu, once_paused = :paused, once_cd_storage = :storage, once_cd_name = :name
                        where id = :id and version = :version""")
                        .param("id", tended.vm().id().value())
                        .param("version", tended.vm().version())
                        .param("order", OutfitColumns.names(once.boot().order()))
                        .param("menu", once.boot().menu())
                        .param("paused", once.boot().paused())
                        .param(
                                "storage",
                                once.cdrom().map(iso -> iso.storage().value()).orElse(null))
                        .param("name", once.cdrom().map(Iso::name).orElse(null))
                        .update()
                == 1;
    }

    /** Has the VM deleted, as {@link #delete}; its disks stay without one. False when it has changed meanwhile. */
    public boolean deleteAndKeepDisks(TendedVm tended) {
        return jdbc.sql(DELETING + ", keep_disks = true where id = :id and version = :version")
                        .param("id", tended.vm().id().value())
                        .param("version", tended.vm().version())
                        .update()
                == 1;
    }

    /**
     * Has the VM deleted: powered off, its disk deleted, its row removed. It is nobody's from now on. False when it has
     * changed meanwhile.
     */
    public boolean delete(TendedVm tended) {
        return jdbc.sql(DELETING + "where id = :id and version = :version")
                        .param("id", tended.vm().id().value())
                        .param("version", tended.vm().version())
                        .update()
                == 1;
    }
}
