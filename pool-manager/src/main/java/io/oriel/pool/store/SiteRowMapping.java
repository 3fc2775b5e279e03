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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads data centers, clusters, networks and storage domains. */
final class SiteRowMapping {
    private SiteRowMapping() {}

    static DataCenter dataCenter(ResultSet row, int number) throws SQLException {
        return new DataCenter(
                new DataCenterId(Rows.uuid(row, "id")), Rows.text(row, "name"), Rows.text(row, "description"));
    }

    static Cluster cluster(ResultSet row, int number) throws SQLException {
        return new Cluster(
                new ClusterId(Rows.uuid(row, "id")),
                new DataCenterId(Rows.uuid(row, "data_center")),
                Rows.text(row, "name"),
                Rows.text(row, "description"),
                Optional.ofNullable(row.getString("cpu_level")).map(CpuLevel::new));
    }

    static Network network(ResultSet row, int number) throws SQLException {
        return new Network(
                new NetworkId(Rows.uuid(row, "id")),
                new DataCenterId(Rows.uuid(row, "data_center")),
                Rows.text(row, "name"),
                Optional.ofNullable(row.getString("bridge")),
                Optional.ofNullable(row.getObject("vlan", Integer.class)),
                row.getBoolean("required"));
    }

    static StorageDomain storage(ResultSet row, int number) throws SQLException {
        return new StorageDomain(
                new StorageDomainId(Rows.uuid(row, "id")),
                new DataCenterId(Rows.uuid(row, "data_center")),
                Rows.text(row, "name"),
                Rows.text(row, "path"),
                row.getBoolean("shared"),
                Rows.id(row, "host", HostId::new),
                row.getBoolean("prepared"));
    }
}
