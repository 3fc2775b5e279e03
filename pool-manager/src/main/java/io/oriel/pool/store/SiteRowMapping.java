package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
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
                Optional.ofNullable(row.getString("cpu_level")).map(CpuLevel::new),
                policy(row));
    }

    /** Each parameter is one text, name and value with an equals sign between. */
    private static SchedulingPolicy policy(ResultSet row) throws SQLException {
        var parameters = new LinkedHashMap<String, String>();
        for (var text : (String[]) row.getArray("policy_parameters").getArray()) {
            var equals = text.indexOf('=');
            parameters.put(text.substring(0, equals), text.substring(equals + 1));
        }
        var kind = SchedulingPolicy.Kind.named(Rows.text(row, "policy")).orElseThrow();
        return SchedulingPolicy.of(kind, parameters);
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
