package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of data centers, clusters, networks and storage domains, as admins make them. Safe for use by many threads.
 *
 * <p>What is still used cannot be deleted: the database refuses it.
 */
public final class SiteRows {
    private final JdbcClient jdbc;

    public SiteRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes data center and cluster {@code Default} unless there is any; who renames or deletes them means it. */
    public void ensureDefaults() {
        jdbc.sql("""
                        insert into pool.data_center (id, name)
                        select :id, 'Default' where not exists (select 1 from pool.data_center) on conflict do nothing""").param("id", UUID.randomUUID()).update();
        jdbc.sql("""
                        insert into pool.cluster (id, data_center, name)
                        select :id, id, 'Default' from pool.data_center
                        where name = 'Default' and not exists (select 1 from pool.cluster) on conflict do nothing""").param("id", UUID.randomUUID()).update();
    }

    /** All data centers, by name. */
    public List<DataCenter> dataCenters() {
        return jdbc.sql("select * from pool.data_center order by name")
                .query(SiteRowMapping::dataCenter)
                .list();
    }

    public void insert(DataCenter dataCenter) {
        jdbc.sql("insert into pool.data_center (id, name, description) values (:id, :name, :description)")
                .param("id", dataCenter.id().value())
                .param("name", dataCenter.name())
                .param("description", dataCenter.description())
                .update();
    }

    /** Writes a data center's name and description; false when it is not any more as it was. */
    public boolean update(DataCenter before, DataCenter dataCenter) {
        return jdbc.sql("""
                        update pool.data_center set name = :name, description = :description
                        where id = :id and name = :wasName and description = :wasDescription""")
                        .param("wasName", before.name())
                        .param("wasDescription", before.description())
                        .param("id", dataCenter.id().value())
                        .param("name", dataCenter.name())
                        .param("description", dataCenter.description())
                        .update()
                == 1;
    }

    /** Deletes a data center with its networks; false when it is not there. */
    public boolean delete(DataCenterId id) {
        jdbc.sql("delete from pool.network where data_center = :id")
                .param("id", id.value())
                .update();
        return jdbc.sql("delete from pool.data_center where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** All clusters, by name. */
    public List<Cluster> clusters() {
        return jdbc.sql("select * from pool.cluster order by name")
                .query(SiteRowMapping::cluster)
                .list();
    }

    public void insert(Cluster cluster) {
        jdbc.sql("""
                        insert into pool.cluster (id, data_center, name, description, cpu_level, policy, policy_parameters)
                        values (:id, :dataCenter, :name, :description, :level, :policy, :parameters)""")
                .param("id", cluster.id().value())
                .param("dataCenter", cluster.dataCenter().value())
                .param("name", cluster.name())
                .param("description", cluster.description())
                .param("level", cluster.cpuLevel().map(CpuLevel::name).orElse(null))
                .param("policy", cluster.policy().kind().word())
                .param("parameters", parameters(cluster))
                .update();
    }

    /** Writes what may change of a cluster; false when it is not any more as it was. */
    public boolean update(Cluster before, Cluster cluster) {
        return jdbc.sql("""
                        update pool.cluster set name = :name, description = :description, cpu_level = :level,
                            policy = :policy, policy_parameters = :parameters
                        where id = :id and name = :wasName and description = :wasDescription
                            and cpu_level is not distinct from :wasLevel and policy = :wasPolicy
                            and policy_parameters = cast(:wasParameters as text[])""")
                        .param("wasName", before.name())
                        .param("wasDescription", before.description())
                        .param("wasLevel", before.cpuLevel().map(CpuLevel::name).orElse(null))
                        .param("wasPolicy", before.policy().kind().word())
                        .param("wasParameters", parameters(before))
                        .param("id", cluster.id().value())
                        .param("name", cluster.name())
                        .param("description", cluster.description())
                        .param("level", cluster.cpuLevel().map(CpuLevel::name).orElse(null))
                        .param("policy", cluster.policy().kind().word())
                        .param("parameters", parameters(cluster))
                        .update()
                == 1;
    }

    private static String[] parameters(Cluster cluster) {
        return cluster.policy().said().entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .toArray(String[]::new);
    }

    public boolean delete(ClusterId id) {
        return jdbc.sql("delete from pool.cluster where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** All networks, by name. */
    public List<Network> networks() {
        return jdbc.sql("select * from pool.network order by name")
                .query(SiteRowMapping::network)
                .list();
    }

    public void insert(Network network) {
        jdbc.sql("""
                        insert into pool.network (id, data_center, name, bridge, vlan, required)
                        values (:id, :dataCenter, :name, :bridge, :vlan, :required)""")
                .param("id", network.id().value())
                .param("dataCenter", network.dataCenter().value())
                .param("name", network.name())
                .param("bridge", network.bridge().orElse(null))
                .param("vlan", network.vlan().orElse(null))
                .param("required", network.required())
                .update();
    }

    /** Writes what may change of a network; false when it is not any more as it was. */
    public boolean update(Network before, Network network) {
        return jdbc.sql("""
                        update pool.network set name = :name, bridge = :bridge, vlan = :vlan, required = :required
                        where id = :id and name = :wasName and bridge is not distinct from :wasBridge
                            and vlan is not distinct from cast(:wasVlan as int) and required = :wasRequired""")
                        .param("wasName", before.name())
                        .param("wasBridge", before.bridge().orElse(null))
                        .param("wasVlan", before.vlan().orElse(null))
                        .param("wasRequired", before.required())
                        .param("id", network.id().value())
                        .param("name", network.name())
                        .param("bridge", network.bridge().orElse(null))
                        .param("vlan", network.vlan().orElse(null))
                        .param("required", network.required())
                        .update()
                == 1;
    }

    public boolean delete(NetworkId id) {
        return jdbc.sql("delete from pool.network where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** All storage domains, by name. */
    public List<StorageDomain> storage() {
        return jdbc.sql("select * from pool.storage_domain order by name")
                .query(SiteRowMapping::storage)
                .list();
    }

    /** Makes the storage domain unless one has its name; true when it was made. */
    public boolean insert(StorageDomain domain) {
        return jdbc.sql("""
                        insert into pool.storage_domain (id, data_center, name, path, shared, host, prepared)
                        values (:id, :dataCenter, :name, :path, :shared, :host, false) on conflict do nothing""")
                        .param("id", domain.id().value())
                        .param("dataCenter", domain.dataCenter().value())
                        .param("name", domain.name())
                        .param("path", domain.path())
                        .param("shared", domain.shared())
                        .param("host", domain.host().map(HostId::value).orElse(null))
                        .update()
                == 1;
    }

    /** Writes a storage domain's name; false when it is not there. */
    public boolean rename(StorageDomainId id, String name) {
        return jdbc.sql("update pool.storage_domain set name = :name where id = :id")
                        .param("id", id.value())
                        .param("name", name)
                        .update()
                == 1;
    }

    /** Corrects a storage domain's path; false when it holds disks. */
    public boolean move(StorageDomainId id, String path) {
        return jdbc.sql("""
                        update pool.storage_domain s set path = :path, prepared = false
                        where id = :id and not exists (select 1 from pool.template where storage = s.id)
                            and not exists (select 1 from pool.template_disk where storage = s.id)
                            and not exists (select 1 from pool.disk where storage = s.id)
                            and not exists (select 1 from pool.vm where storage = s.id)""").param("id", id.value()).param("path", path).update() == 1;
    }

    public boolean delete(StorageDomainId id) {
        return jdbc.sql("delete from pool.storage_domain where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** The domain as the host is to prepare it; a local one without a host is now this host's. Empty: not this host's. */
    public Optional<StorageDomain> take(StorageDomainId id, HostId host) {
        jdbc.sql("update pool.storage_domain set host = :host where id = :id and not shared and host is null")
                .param("id", id.value())
                .param("host", host.value())
                .update();
        return jdbc.sql("select * from pool.storage_domain where id = :id")
                .param("id", id.value())
                .query(SiteRowMapping::storage)
                .optional()
                .filter(domain -> domain.reachedBy(host));
    }

    /** Notes that a domain's marker has been written at this path. */
    public void prepared(StorageDomain domain) {
        jdbc.sql("update pool.storage_domain set prepared = true where id = :id and path = :path")
                .param("id", domain.id().value())
                .param("path", domain.path())
                .update();
    }

    /** Hosts of the data center that are Up are looked at anew: what they must see has changed. */
    public void lookAgain(DataCenterId dataCenter, Instant now) {
        jdbc.sql("""
                        update pool.host set state = 'initializing', state_since = :now
                        where state = 'up' and cluster in (select id from pool.cluster where data_center = :dataCenter)""")
                .param("now", Rows.at(now))
                .param("dataCenter", dataCenter.value())
                .update();
    }
}
