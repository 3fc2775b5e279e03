package io.oriel.pool.estate;

/** Whose the desktops of a pool are. */
public enum PoolKind {
    /** A desktop goes back to the pool when it is powered off. Horizon says floating. */
    AUTOMATIC,
    /** A desktop stays its user's, with all that is on it, until it is given back. Horizon says dedicated. */
    MANUAL
}
