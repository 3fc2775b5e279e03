package io.oriel.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.oriel.certs.ca.MasterKey;
import io.oriel.pool.embedded.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this JVM; each test class gets a database of its own, migrated already. */
public final class Database {
    /** By which secrets are sealed in all of them. */
    public static final MasterKey MASTER = master();

    private static final String BASE = "base";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Database() {}

    private static MasterKey master() {
        try {
            var file = Files.createTempDirectory("oriel-pool-key").resolve("master.key");
            var key = MasterKey.openOrCreate(file);
            Files.delete(file);
            Files.delete(file.resolveSibling(""));
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Server {
        static final Path DIRECTORY = temporary();
        static final PostgresProcess PROCESS = started();

        private static PostgresProcess started() {
            var process = PostgresProcess.start(DIRECTORY);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
            process.createDatabase(BASE);
            try (var source = connect(process, BASE, 2)) {
                PoolModule.migrate(source, MASTER);
            }
            return process;
        }

        private static Path temporary() {
            try {
                return Files.createTempDirectory("oriel-pool-test");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Thousands of files: they are deleted by a program that may outlive this one, which is not given the time. */
        private static void end(PostgresProcess process) {
            process.handle().destroyForcibly();
            process.handle().onExit().join();
            try {
                new ProcessBuilder("sh", "-c", "sleep 1; rm -rf \"$0\"", DIRECTORY.toString()).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A new database with the module's schema, and a connection pool to it; close it after the test. */
    public static HikariDataSource migrated() {
        var name = "test" + COUNT.incrementAndGet();
        Server.PROCESS.createDatabase(name, BASE);
        return connect(Server.PROCESS, name, 10);
    }

    /** A new database without anything in it. */
    public static HikariDataSource empty() {
        var name = "empty" + COUNT.incrementAndGet();
        Server.PROCESS.createDatabase(name);
        return connect(Server.PROCESS, name, 4);
    }

    /** Another connection pool to the same database. */
    public static HikariDataSource again(HikariDataSource source) {
        var config = new HikariConfig();
        source.copyStateTo(config);
        config.setPoolName(null);
        return new HikariDataSource(config);
    }

    private static HikariDataSource connect(PostgresProcess process, String database, int connections) {
        var config = new HikariConfig();
        config.setJdbcUrl(process.jdbcUrl(database));
        config.setUsername(process.user());
        config.setPassword(process.password());
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }
}
