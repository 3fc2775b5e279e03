package io.oriel.pool.store;

import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.StorageDomainId;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What stands in the way of deleting something: up to ten names each, as {@code host h1}. Safe for use by many threads.
 *
 * <p>For people only: what may really be deleted is the database's to say.
 */
public final class SiteUses {
    private final JdbcClient jdbc;

    public SiteUses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<String> of(DataCenterId id) {
        return names("""
                select 'cluster ' || name as name from pool.cluster where data_center = :id
                union all select 'storage domain ' || name from pool.storage_domain where data_center = :id""", id.value());
    }

    public List<String> of(ClusterId id) {
        return names("""
                select 'host ' || name as name from pool.host where cluster = :id
                union all select 'pool ' || name from pool.pool where cluster = :id
                union all select 'vm ' || name from pool.vm where cluster = :id and pool is null""", id.value());
    }

    public List<String> of(NetworkId id) {
        return names("""
                select distinct 'vm ' || v.name as name from pool.nic n join pool.vm v on v.id = n.vm
                where n.network = :id""", id.value());
    }

    public List<String> of(StorageDomainId id) {
        return names("""
                select 'template ' || name as name from pool.template where storage = :id
                union select 'template ' || t.name from pool.template_disk d
                    join pool.template t on t.id = d.template where d.storage = :id
                union select 'vm ' || name from pool.vm where :id in (storage, cd_storage, once_cd_storage)
                union select coalesce('vm ' || v.name, 'disk ' || d.name) from pool.disk d
                    left join pool.vm v on v.id = d.vm where d.storage = :id""", id.value());
    }

    private List<String> names(String sql, UUID id) {
        return jdbc.sql(sql + " order by 1 limit 10")
                .param("id", id)
                .query(Rows::name)
                .list();
    }
}
