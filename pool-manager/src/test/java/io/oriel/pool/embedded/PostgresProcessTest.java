package io.oriel.pool.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresProcessTest {
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("oriel-pg");
    }

    @AfterEach
    void deleteDirectory() throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void whatWasCommittedIsThereAfterTheServerWasKilled() throws Exception {
        // Given
        try (var server = PostgresProcess.start(directory)) {
            server.createDatabase("kept");
            try (var connection = connect(server, "kept");
                    var statement = connection.createStatement()) {
                statement.execute("create table t (n int)");
                statement.execute("insert into t values (42)");
                // When
                server.handle().destroyForcibly();
                server.handle().onExit().get(10, TimeUnit.SECONDS);
            }
        }
        // Then
        try (var server = PostgresProcess.start(directory);
                var connection = connect(server, "kept");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select n from t")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void itIsDurableListensOnLoopbackOnlyAndKeepsItsPasswordToItself() throws Exception {
        // Given
        try (var server = PostgresProcess.start(directory);
                var connection = connect(server, "oriel")) {
            // When
            assertThat(setting(connection, "fsync")).isEqualTo("on");
            assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(connection, "data_checksums")).isEqualTo("on");
            assertThat(setting(connection, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(connection, "unix_socket_directories")).isEmpty();
            // Then
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password"))))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(directory.resolve("bin")).trim()).endsWith("/bin");
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("oriel"), "oriel", "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    private static Connection connect(PostgresProcess server, String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database), server.user(), server.password());
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + name)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
