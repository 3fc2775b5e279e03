package io.oriel.pool;

/** What became of a rule that was to be carried out on somebody's desktop. */
public enum Enforced {
    /** It will be done; the audit log says so. */
    BEGUN,
    /** There is nothing to do: the desktop is somebody else's, is off already, or cannot take it, which the log says. */
    NEEDLESS,
    /** The desktop is being started, moved or worked on otherwise: ask again. Nothing was written. */
    LATER
}
