package io.oriel.pool.embedded;

import java.nio.file.Path;

/** One PostgreSQL server on 127.0.0.1. */
public final class PostgresProcess implements AutoCloseable {
    private PostgresProcess() {}

    /** {@code prepare <dir> <port>}. */
    public static void main(String[] args) {
        throw new UnsupportedOperationException();
    }

    /** Starts a server, on a free port. */
    public static PostgresProcess start(Path dir) {
        throw new UnsupportedOperationException();
    }

    /** Makes an empty database. */
    public void createDatabase(String name) {
        throw new UnsupportedOperationException();
    }

    public String jdbcUrl(String database) {
        throw new UnsupportedOperationException();
    }

    public String user() {
        throw new UnsupportedOperationException();
    }

    public String password() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
