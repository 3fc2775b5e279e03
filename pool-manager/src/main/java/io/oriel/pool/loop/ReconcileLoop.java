package io.oriel.pool.loop;

/** Decides and acts, on one virtual thread. */
public final class ReconcileLoop implements AutoCloseable {
    public void start() {
        throw new UnsupportedOperationException();
    }

    public void poke() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
