package io.oriel.pool.estate;

/** What happens to a desktop when a time of its {@link PoolPolicy} has passed. */
public enum EndAction {
    NOTHING,
    /** The guest's screen is locked. */
    LOCK,
    /** The person is logged out of the guest. */
    LOG_OUT,
    SHUT_DOWN,
    /** Its memory is written to disk; not for stateless desktops. */
    SUSPEND
}
