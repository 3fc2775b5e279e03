package io.oriel.pool.estate;

import java.time.Instant;

/**
 * A point in time of a VM's disks, to which it can go back.
 *
 * @param name for people
 * @param memory whether it holds the memory of the VM as it ran, too
 * @param asked when it was asked for
 */
public record Snapshot(SnapshotId id, String name, boolean memory, Instant asked, Stage stage) {

    /** How far a snapshot has come. */
    public enum Stage {
        /** It is to be made, or is being made. A failure makes it UNWANTED. */
        WANTED,
        /** It is there. */
        MADE,
        /** It is to be deleted, or is being deleted; then its row goes. */
        UNWANTED
    }

    /** It is there, with the memory of the VM if it ran. */
    public Snapshot made(boolean ran) {
        return new Snapshot(id, name, ran, asked, Stage.MADE);
    }

    /** This snapshot, further on. */
    public Snapshot as(Stage next) {
        return new Snapshot(id, name, memory, asked, next);
    }
}
