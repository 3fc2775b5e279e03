package io.oriel.host.guard;

/** Whether a file may become a disk. */
public sealed interface ImageCheck {

    /**
     * A qcow2 image that stands alone.
     *
     * @param version 2 or 3
     * @param virtualSize bytes the guest sees
     */
    record Plain(int version, long virtualSize) implements ImageCheck {}

    /** An image that must not be used; the reason is for people and repeats nothing of the file. */
    record Rejected(String reason) implements ImageCheck {}
}
