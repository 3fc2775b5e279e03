package io.oriel.broker.access;

/** Yes or no, and why. */
public sealed interface Decision {

    /** Super users may do everything. */
    record SuperUser() implements Decision {}

    /** Their role on this object says so, or on one above. */
    record ByRole(Held held) implements Decision {}

    /** The VM is theirs now. */
    record ByHolding() implements Decision {}

    /**
     * Nothing says so.
     *
     * @param seen whether they may know that the object is there
     */
    record Refused(boolean seen) implements Decision {}

    /** Whether it is a yes. */
    default boolean allowed() {
        return !(this instanceof Refused);
    }
}
