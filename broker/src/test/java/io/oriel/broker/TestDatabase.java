package io.oriel.broker;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.oriel.pool.embedded.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A fresh database on the one PostgreSQL server of this JVM. */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int CONNECTIONS = 12;

    private final HikariDataSource source;

    private TestDatabase(HikariDataSource source) {
        this.source = source;
    }

    /** Started when first asked for, stopped with the JVM. */
    private static final class Server {
        static final PostgresProcess RUNNING = start();

        private static PostgresProcess start() {
            try {
                var directory = Files.createTempDirectory(
                        "oriel-pg", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                var server = PostgresProcess.start(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.close();
                    delete(directory);
                }));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path directory) {
            try (var files = Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                System.err.println("left behind: " + directory);
            }
        }
    }

    /** An empty database. */
    public static TestDatabase create() {
        var name = "broker" + NUMBER.incrementAndGet();
        Server.RUNNING.createDatabase(name);
        var config = new HikariConfig();
        config.setJdbcUrl(Server.RUNNING.jdbcUrl(name));
        config.setUsername(Server.RUNNING.user());
        config.setPassword(Server.RUNNING.password());
        config.setMaximumPoolSize(CONNECTIONS);
        return new TestDatabase(new HikariDataSource(config));
    }

    public DataSource source() {
        return source;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(source);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }

    @Override
    public void close() {
        source.close();
    }
}
