package io.oriel.pool.store;

/** What became of a leader's write. */
public enum Write {
    /** It is written. */
    DONE,
    /** Somebody else changed the row first; nothing was written. */
    OUTDATED,
    /** The lease token is not the current one: another leads now. Nothing was written. */
    NOT_LEADER
}
