package io.oriel.pool.store;

import io.oriel.certs.ca.MasterKey;
import io.oriel.pool.estate.CloudInit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Seals what cloud-init was told before that was sealed; the SQL step after it drops the clear text. */
public final class SealingMigration implements JavaMigration {
    private final VmSeal seal;

    public SealingMigration(MasterKey master) {
        this.seal = new VmSeal(master);
    }

    private record Clear(UUID vm, Optional<CloudInit> told, List<String> runsWith) {}

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("202611300101");
    }

    @Override
    public String getDescription() {
        return "seal cloud init";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) {
        var jdbc = JdbcClient.create(new SingleConnectionDataSource(context.getConnection(), true));
        jdbc.sql("""
                        select id, cloud_meta, cloud_user, cloud_network, runs_with from pool.vm
                        where cloud_user is not null or runs_with::text like '%cloudInit=_%'""").query(SealingMigration::read).list().forEach(row -> write(jdbc, row));
    }

    private static Clear read(ResultSet row, int number) throws SQLException {
        var meta = Optional.ofNullable(row.getString("cloud_meta"));
        var network = Optional.ofNullable(row.getString("cloud_network"));
        var user = Optional.ofNullable(row.getString("cloud_user"));
        return new Clear(Rows.uuid(row, "id"), user.map(told -> new CloudInit(meta, told, network)), List.of((String[])
                row.getArray("runs_with").getArray()));
    }

    private void write(JdbcClient jdbc, Clear row) {
        jdbc.sql("""
                        update pool.vm set sealed_meta = :meta, sealed_user = :user, sealed_network = :network,
                            runs_with = :runsWith, cloud_meta = null, cloud_user = null, cloud_network = null
                        where id = :id""")
                .param("id", row.vm())
                .param("meta", seal.meta(row.vm(), row.told()))
                .param("user", seal.user(row.vm(), row.told()))
                .param("network", seal.network(row.vm(), row.told()))
                .param("runsWith", seal.runsWith(row.vm(), row.runsWith()))
                .update();
    }
}
