package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.certs.TrustException;
import io.oriel.host.api.Boot;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.NextRun;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.event.Events;
import io.oriel.pool.store.EstateStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What may hold secrets is not to be found in the database by who does not have the master key. */
class SecretsAtRestTest {
    private static final String CANARY = "kanarienvogel-4711";
    private static final CloudInit TOLD = new CloudInit(
            Optional.of("instance-id: " + CANARY + "-m"),
            "#cloud-config\npassword: " + CANARY + "-u",
            Optional.of("version: 2 # " + CANARY + "-n"));

    @Test
    void A33_aDumpOfTheWholeDatabaseHoldsNothingOfWhatCloudInitIsTold() {
        try (var fixture = new Fixture().started()) {
            // Given
            var id = server(fixture, "server");
            var vms = fixture.module.vms();
            // When: it runs, and is told something else
            vms.start(id);
            fixture.awaitState("server", "up");
            vms.edit(
                    id,
                    Optional.empty(),
                    now -> told(now, new CloudInit(Optional.empty(), "#cloud-config\n# " + CANARY, Optional.empty())));
            // Then
            var seed = fixture.host.spec(id).orElseThrow().seed().orElseThrow();
            assertThat(List.of(
                            seed.metaData(),
                            seed.userData(),
                            seed.networkConfig().orElseThrow()))
                    .as("its guest is told")
                    .allMatch(text -> text.contains(CANARY));
            assertThat(NextRun.needsRestart(vms.tended(id).orElseThrow())).containsExactly("cloudInit");
            assertThat(vms.config(id)
                            .orElseThrow()
                            .starting()
                            .cloudInit()
                            .orElseThrow()
                            .userData())
                    .isEqualTo("#cloud-config\n# " + CANARY);
            assertThat(dump(fixture.jdbc())).contains("server", "cloudInit=").doesNotContain(forms());
        }
    }

    @Test
    void A33_whatWasSealedForOneVmOpensForNoOther() {
        try (var fixture = new Fixture().started()) {
            // Given
            server(fixture, "one");
            var other = server(fixture, "other");
            // When
            fixture.jdbc()
                    .sql("update pool.vm set sealed_user = (select sealed_user from pool.vm where name = 'one')")
                    .update();
            // Then
            assertThatThrownBy(() -> fixture.module.vms().config(other))
                    .isInstanceOfSatisfying(
                            TrustException.class, e -> assertThat(e.code()).isEqualTo(TrustException.Code.SEAL))
                    .hasMessageNotContaining(CANARY);
        }
    }

    @Test
    void A33_whatWasWrittenInClearByAnEarlierVersionIsSealedAtTheStart() {
        try (var source = Database.empty()) {
            // Given
            var id = earlier(source);
            var jdbc = JdbcClient.create(source);
            assertThat(dump(jdbc)).contains(CANARY);
            // When
            PoolModule.migrate(source, Database.MASTER);
            // Then
            assertThat(dump(jdbc)).contains("old-server").doesNotContain(forms());
            assertThat(inTheFile(jdbc)).as("bytes of the table's file").isFalse();
            var transactions = new TransactionTemplate(new JdbcTransactionManager(source));
            var read = new EstateStore(jdbc, transactions, new Events(jdbc), Database.MASTER)
                    .vm(id)
                    .orElseThrow();
            assertThat(read.outfit().starting().cloudInit()).contains(TOLD);
            assertThat(read.outfit().runsWith()).containsExactly("vcpus=1", NextRun.CLOUD_INIT + "1a2b3c4d");
        }
    }

    private static VmId server(Fixture fixture, String name) {
        var care = new Care(VmKind.SERVER, "", false, false);
        SortedSet<String> tags = new TreeSet<>();
        var config = new VmConfig(
                name,
                new Shape(1, 64, Hardware.LINUX, 1),
                new Starting(Boot.FROM_DISK, Optional.empty(), Optional.of(TOLD)),
                care,
                Optional.empty(),
                tags);
        return fixture.module
                .vms()
                .create(new NewVm(
                        config,
                        new DiskSource.Blank(1 << 20),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of()))
                .id();
    }

    private static VmConfig told(VmConfig config, CloudInit told) {
        return new VmConfig(
                config.name(),
                config.shape(),
                new Starting(config.starting().boot(), config.starting().cdrom(), Optional.of(told)),
                config.care(),
                config.startOn(),
                config.tags());
    }

    private static VmId earlier(HikariDataSource source) {
        Flyway.configure()
                .dataSource(source)
                .schemas("pool")
                .defaultSchema("pool")
                .locations("classpath:db/pool")
                .target("202611240600")
                .load()
                .migrate();
        var id = UUID.randomUUID();
        JdbcClient.create(source)
                .sql("""
                        insert into pool.data_center (id, name) values (gen_random_uuid(), 'Default');
                        insert into pool.cluster (id, data_center, name)
                            select gen_random_uuid(), id, 'Default' from pool.data_center;
                        insert into pool.storage_domain (id, name, path, data_center)
                            select gen_random_uuid(), 'local', '/s', id from pool.data_center;
                        insert into pool.vm (id, name, position, vcpus, memory_mib, stateless, state, state_since, disk,
                                storage, disk_use, wanted, recycle, defined, failures, setback_until, cluster, disk_source,
                                disk_bytes, cloud_meta, cloud_user, cloud_network, runs_with)
                            select cast(:id as uuid), 'old-server', 1, 1, 64, false, 'down', now(), gen_random_uuid(), s.id,
                                'clean', false, false, false, 0, 'epoch', c.id, 'blank', 1048576, :meta, :user, :network,
                                array['vcpus=1', 'cloudInit=1a2b3c4d']
                            from pool.storage_domain s, pool.cluster c""")
                .param("id", id)
                .param("meta", TOLD.metaData().orElseThrow())
                .param("user", TOLD.userData())
                .param("network", TOLD.network().orElseThrow())
                .update();
        return new VmId(id);
    }

    /** Every row of every table that is ours, as text. */
    private static String dump(JdbcClient jdbc) {
        var tables = jdbc.sql("""
                        select format('%I.%I', table_schema, table_name) from information_schema.tables
                        where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'""").query(String.class).list();
        return tables.stream()
                .flatMap(table -> jdbc.sql("select t::text from " + table + " t").query(String.class).list().stream())
                .collect(Collectors.joining("\n"));
    }

    private static boolean inTheFile(JdbcClient jdbc) {
        jdbc.sql("checkpoint").update();
        return jdbc.sql("""
                        select position(convert_to(:canary, 'UTF8') in pg_read_binary_file(pg_relation_filepath('pool.vm'))) > 0""").param("canary", CANARY).query(Boolean.class).single();
    }

    /** The canary as it is, as bytes in a dump, and in base64 at any offset. */
    private static String[] forms() {
        var bytes = CANARY.getBytes(StandardCharsets.UTF_8);
        var coded = Stream.of(0, 1, 2).map(skip -> {
            var some = new String(bytes, skip, (bytes.length - skip) / 3 * 3, StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(some.getBytes(StandardCharsets.UTF_8));
        });
        return Stream.concat(Stream.of(CANARY, HexFormat.of().formatHex(bytes)), coded)
                .toArray(String[]::new);
    }
}
