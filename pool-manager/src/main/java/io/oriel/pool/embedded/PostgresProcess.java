package io.oriel.pool.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL server on 127.0.0.1, as a child of this process.
 *
 * <p>Durable (fsync on, checksums on), password by SCRAM. After its process was killed, {@link #start(Path)} on the same
 * directory recovers it. The appliance does not run it through here: its launcher calls {@code prepare} and then runs
 * {@code postgres -D <dir>/data} itself, as a supervised child.
 */
public final class PostgresProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(PostgresProcess.class);
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final PostgresDirectory directory;
    private final int port;
    private final Process process;

    private PostgresProcess(PostgresDirectory directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** {@code prepare <dir> <port>}: makes the directory ready, as the account that the server will run under. */
    public static void main(String[] args) {
        if (args.length != 3 || !args[0].equals("prepare")) {
            System.err.println("usage: prepare <dir> <port>");
            System.exit(2);
        }
        try {
            new PostgresDirectory(Path.of(args[1])).prepare(Integer.parseInt(args[2]));
        } catch (UncheckedIOException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("directory", args[1])
                    .log("PostgreSQL's directory cannot be made ready");
            System.exit(1);
        }
    }

    /**
     * Prepares the directory if need be and starts the server on a free port.
     *
     * @param dir as root, every directory above it must be open to other accounts: the server runs as {@code nobody}
     * @throws UncheckedIOException when it does not come up; the log is {@code <dir>/postgres.log}
     */
    public static PostgresProcess start(Path dir) {
        var directory = new PostgresDirectory(dir);
        long deadline = System.nanoTime() + START.toNanos();
        try {
            // Children of a killed server may hold its memory for a moment; until they are gone a new one refuses.
            // A port that is free now may be somebody's a moment later: each try has its own.
            while (System.nanoTime() < deadline) {
                int port = freePort();
                directory.prepare(port);
                var process = launch(directory);
                var server = new PostgresProcess(directory, port, process);
                if (server.answers(deadline)) {
                    return server;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started", e);
        }
        throw new UncheckedIOException(new IOException("PostgreSQL did not start; see " + directory.log()));
    }

    private static Process launch(PostgresDirectory directory) throws IOException {
        var builder = new ProcessBuilder(
                        directory.command("postgres", "-D", directory.data().toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    /** Waits until it takes connections; false when it has ended instead. */
    private boolean answers(long deadline) {
        try {
            while (System.nanoTime() < deadline) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    return false;
                }
                try (var _ = connect("postgres")) {
                    return true;
                } catch (SQLException e) {
                    // Not yet.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    /** Makes an empty database. */
    public void createDatabase(String name) {
        statement("create database " + checked(name));
    }

    /** Makes a database that begins as a copy of another one, to which nobody is connected. */
    public void createDatabase(String name, String template) {
        statement("create database " + checked(name) + " template " + checked(template));
    }

    private static String checked(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database name has lower-case letters, digits and '_'");
        }
        return name;
    }

    private void statement(String sql) {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user(), password());
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String user() {
        return PostgresDirectory.USER;
    }

    public String password() {
        return directory.password();
    }

    /** The server's process, to be killed by tests. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends the server after what it is doing; connections are cut. */
    @Override
    public void close() {
        try {
            PostgresDirectory.run(
                    "", directory.command("pg_ctl", "stop", "--wait", "--mode=fast", "--pgdata=" + directory.data()));
            process.waitFor();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
