package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import org.flywaydb.core.Flyway;
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
        PoolModule.migrate(source, Database.MASTER);
        int steps = applied();
        // When
        PoolModule.migrate(source, Database.MASTER);
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
        assertThat(applied()).isEqualTo(steps).isGreaterThanOrEqualTo(3);
    }

    private int applied() {
        return jdbc.sql("select count(*) from pool.flyway_schema_history where success and version is not null")
                .query(Integer.class)
                .single();
    }

    @Test
    void anApplianceOfTheFirstWaveKeepsItsDisksAndItsHost() {
        // Given
        Flyway.configure()
                .dataSource(source)
                .schemas("pool")
                .defaultSchema("pool")
                .locations("classpath:db/pool")
                .target("202611220000")
                .load()
                .migrate();
        jdbc.sql("""
                        insert into pool.data_center (id, name) values (gen_random_uuid(), 'Default');
                        insert into pool.cluster (id, data_center, name)
                            select gen_random_uuid(), id, 'Default' from pool.data_center;
                        insert into pool.storage_domain (id, name, path) values (gen_random_uuid(), 'local', '/s');
                        insert into pool.host (id, name, address, agent_port, cluster, state, state_since)
                            select gen_random_uuid(), 'h', 'a', 1, id, 'up', now() from pool.cluster;
                        insert into pool.template (id, name, disk, storage, virtual_bytes)
                            select gen_random_uuid(), 't', gen_random_uuid(), id, 1 from pool.storage_domain;
                        insert into pool.pool (id, name, description, template, size, prestarted, max_per_user, stateless,
                                vcpus, memory_mib)
                            select gen_random_uuid(), 'p', '', id, 1, 1, 1, true, 1, 64 from pool.template;
                        insert into pool.vm (id, name, pool, position, vcpus, memory_mib, stateless, mac, state,
                                state_since, host, disk, storage, disk_use, wanted, recycle, defined, command_id,
                                command_kind, command_host, send_again_at, failures, setback_until)
                            select gen_random_uuid(), 'p-1', p.id, 1, 1, 64, true, 'm', 'wait_for_launch', now(), h.id,
                                gen_random_uuid(), s.id, 'used', false, false, true, gen_random_uuid(), 'start_vm', h.id,
                                now(), 0, 'epoch' from pool.pool p, pool.host h, pool.storage_domain s""").update();
        // When
        PoolModule.migrate(source, Database.MASTER);
        // Then
        assertThat(jdbc.sql("""
                                select not s.shared and s.host = h.id and vm.template = p.template
                                    and vm.cluster = h.cluster and vm.command_at = vm.state_since
                                from pool.vm vm join pool.pool p on p.id = vm.pool
                                    join pool.storage_domain s on s.id = vm.storage join pool.host h on h.id = vm.host""").query(Boolean.class).single()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"update pool.event set text = 'other'", "delete from pool.event", "truncate pool.event cascade"})
    void theAuditLogCanOnlyBeAddedTo(String forgery) {
        // Given
        PoolModule.migrate(source, Database.MASTER);
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
        PoolModule.migrate(source, Database.MASTER);
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
