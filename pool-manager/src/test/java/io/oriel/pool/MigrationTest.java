package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationTest {
    private final HikariDataSource source = Database.empty();
    private final JdbcClient jdbc = JdbcClient.create(source);

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void anEmptyDatabaseGetsTheSchemaAndASecondRunChangesNothing() {
        // Given
        PoolModule.migrate(source);
        // When
        PoolModule.migrate(source);
        // Then
        var tables = jdbc.sql("select table_name from information_schema.tables where table_schema = 'pool'")
                .query(String.class)
                .list();
        assertThat(tables)
                .containsAll(List.of(
                        "data_center",
                        "cluster",
                        "host",
                        "storage_domain",
                        "template",
                        "pool",
                        "vm",
                        "lease",
                        "event"));
        assertThat(jdbc.sql("select count(*) from pool.flyway_schema_history where success and version is not null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update pool.event set text = 'other'", "delete from pool.event", "truncate pool.event"})
    void theAuditLogCanOnlyBeAddedTo(String forgery) {
        // Given
        PoolModule.migrate(source);
        jdbc.sql("insert into pool.event (severity, text) values (0, 'it happened')")
                .update();
        // When, Then
        assertThatThrownBy(() -> jdbc.sql(forgery).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("only ever added to");
    }

    @Test
    void everyChangeOfARowRaisesItsVersion() {
        // Given
        PoolModule.migrate(source);
        jdbc.sql("insert into pool.data_center (id, name) values (gen_random_uuid(), 'd')")
                .update();
        jdbc.sql(
                        "insert into pool.cluster (id, data_center, name) select gen_random_uuid(), id, 'c' from pool.data_center")
                .update();
        jdbc.sql("""
                        insert into pool.host (id, name, address, agent_port, cluster, state, state_since)
                        select gen_random_uuid(), 'h', 'a', 1, id, 'up', now() from pool.cluster""").update();
        // When
        jdbc.sql("update pool.host set address = 'b'").update();
        // Then
        assertThat(jdbc.sql("select version from pool.host").query(Long.class).single())
                .isEqualTo(2);
    }
}
