package io.oriel.pool.estate;

/** Who may move a running VM to another host. */
public enum Mobility {
    /** Whoever asks: a person, or a host that is being emptied. */
    MIGRATABLE,
    /** Only a person, by name. */
    USER_MIGRATABLE,
    /** Nobody. */
    PINNED;

    /** Why it may not leave a host that is being emptied; not asked of one that may. */
    public String reason() {
        return switch (this) {
            case MIGRATABLE -> "it may be moved";
            case USER_MIGRATABLE -> "only a person may move it; move it, or shut it down";
            case PINNED -> "it is pinned to its host; shut it down, or let it be moved";
        };
    }
}
