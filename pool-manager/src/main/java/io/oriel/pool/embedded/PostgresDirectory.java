package io.oriel.pool.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Everything of one embedded server below one directory: {@code server-<version>/} (the binaries), {@code bin} (a file
 * that names their directory), {@code password} (0600) and {@code data/}.
 *
 * <p>What is made takes time, so each part is made beside its place and moved there when it is complete: an
 * interrupted preparation is simply repeated.
 */
final class PostgresDirectory {
    static final String USER = "oriel";
    static final String DATABASE = "oriel";

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String VERSION = "18.6";
    private static final String SETTINGS = "oriel.conf";
    /** The account that owns nothing; PostgreSQL refuses to run as root. */
    private static final int NOBODY = 65534;

    private final Path directory;
    private final boolean root;

    PostgresDirectory(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.root = runsAsRoot();
    }

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("postgres.log");
    }

    private Path server() {
        return directory.resolve("server-" + VERSION);
    }

    String password() {
        try {
            return Files.readString(directory.resolve("password")).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("the database password cannot be read", e);
        }
    }

    /** Makes what is missing, and sets the port. */
    void prepare(int port) {
        try {
            Files.createDirectories(directory);
            unpack();
            writePassword();
            Files.writeString(directory.resolve("bin"), server().resolve("bin") + "\n");
            if (!Files.exists(data().resolve("PG_VERSION"))) {
                initialize();
            }
            configure(data(), port);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " could not be prepared for PostgreSQL", e);
        }
    }

    /** The command line of one of the server's programs; as root it runs under another account. */
    List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (root) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs"));
        }
        if (nameless()) {
            // PostgreSQL wants its account to have a name; in a user namespace without a map every account is nobody.
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(server().resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void unpack() throws IOException {
        if (Files.exists(server())) {
            return;
        }
        var archive = PostgresDirectory.class.getResourceAsStream(ARCHIVE);
        if (archive == null) {
            throw new IOException("the PostgreSQL binaries are not on the class path");
        }
        var unfinished = directory.resolve("server.new");
        delete(unfinished);
        try (archive) {
            TarXz.unpack(archive, unfinished);
        }
        own(unfinished);
        Files.move(unfinished, server(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writePassword() throws IOException {
        var file = directory.resolve("password");
        if (Files.exists(file)) {
            return;
        }
        var random = new byte[24];
        new SecureRandom().nextBytes(random);
        var unfinished = directory.resolve("password.new");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unfinished, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        own(unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void initialize() throws IOException {
        var unfinished = directory.resolve("data.new");
        delete(unfinished);
        Files.createDirectory(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        own(unfinished);
        run(
                "",
                command(
                        "initdb",
                        "--pgdata=" + unfinished,
                        "--username=" + USER,
                        "--pwfile=" + directory.resolve("password"),
                        "--auth=scram-sha-256",
                        "--data-checksums",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        Files.writeString(
                unfinished.resolve("postgresql.conf"), "include = '" + SETTINGS + "'\n", StandardOpenOption.APPEND);
        configure(unfinished, 1);
        run(
                "create database " + DATABASE + "\n",
                command("postgres", "--single", "-D", unfinished.toString(), "postgres"));
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Loopback only, no socket file; the log goes to the standard error of whoever runs the server. */
    private void configure(Path data, int port) throws IOException {
        var unfinished = data.resolve(SETTINGS + ".new");
        Files.writeString(unfinished, """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                shared_buffers = 64MB
                log_destination = 'stderr'
                log_timezone = 'UTC'
                timezone = 'UTC'
                """.formatted(port));
        own(unfinished);
        Files.move(unfinished, data.resolve(SETTINGS), StandardCopyOption.ATOMIC_MOVE);
    }

    static void run(String input, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output.strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** As root, gives files to the account that the server runs under. */
    private void own(Path top) throws IOException {
        if (!root) {
            return;
        }
        give(directory);
        try (var files = Files.walk(top)) {
            for (var file : files.toList()) {
                give(file);
            }
        }
    }

    private static void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    }

    private static void delete(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        try (var files = Files.walk(top)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Whether this account stands in no list of accounts; the run-time says so by this name. */
    private static boolean nameless() {
        return "?".equals(System.getProperty("user.name"));
    }

    private static boolean runsAsRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
