package io.oriel.pool.estate;

/** When a desktop's disk is made anew from its template; never while somebody holds the desktop. */
public enum Refresh {
    /** Each time somebody gives it back. */
    AT_GIVE_BACK,
    /** When it is free and its disk is older than so many days. */
    EVERY_DAYS,
    NEVER
}
