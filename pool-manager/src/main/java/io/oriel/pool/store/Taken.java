package io.oriel.pool.store;

import io.oriel.pool.estate.TendedVm;

/** The rows' answer to a claim. */
public sealed interface Taken {

    /** This VM is now theirs. */
    record One(TendedVm vm) implements Taken {}

    /** No VM is free. */
    record NoneFree() implements Taken {}

    /** They hold as many as one person may. */
    record LimitReached(int limit) implements Taken {}

    /** There is no such pool. */
    record NoPool() implements Taken {}
}
