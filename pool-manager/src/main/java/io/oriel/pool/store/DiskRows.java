package io.oriel.pool.store;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.UnattachedDisk;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Disks that belong to no VM. Safe for use by many threads. */
public final class DiskRows {
    private final JdbcClient jdbc;

    public DiskRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them, by name. */
    public List<UnattachedDisk> unattached() {
        return jdbc.sql("select id, name, storage, bytes from pool.disk where vm is null order by name, id")
                .query((row, _) -> new UnattachedDisk(
                        new DiskId(Rows.uuid(row, "id")),
                        Rows.text(row, "name"),
                        new StorageDomainId(Rows.uuid(row, "storage")),
                        row.getLong("bytes")))
                .list();
    }

    /** Gives a disk that belongs to no VM to this one; false when somebody else did. */
    public boolean attach(DiskId disk, VmId vm, String name) {
        return jdbc.sql("""
                        update pool.disk set vm = :vm, name = :name,
                            position = (select coalesce(max(position), 0) + 1 from pool.disk where vm = :vm)
                        where id = :id and vm is null""")
                        .param("id", disk.value())
                        .param("vm", vm.value())
                        .param("name", name)
                        .update()
                == 1;
    }
}
