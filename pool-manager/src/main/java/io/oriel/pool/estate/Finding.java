package io.oriel.pool.estate;

import io.oriel.host.api.VmPower;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing that the accounts do not agree on, or that waits for an admin.
 *
 * @param id of the VM or the image
 * @param name for people: a VM's title or name, an image's owner; else empty
 * @param place the host or the storage domain
 * @param placeName its name
 * @param power of a VM that is there
 * @param bytes of an image that is there: what it takes
 */
public record Finding(
        Kind kind, UUID id, String name, UUID place, String placeName, Optional<VmPower> power, Optional<Long> bytes) {

    /** What kind of disagreement it is. */
    public enum Kind {
        /** A VM that is ours by its metadata, and no row speaks of it. */
        ORPHAN_VM,
        /** A VM of another owner. */
        EXTERNAL_VM,
        /** A VM whose row says that it has a disk to start from, and that is not there. */
        GHOST_VM,
        /** An image that no row names. */
        ORPHAN_IMAGE,
        /** An image that a row names, and that is not there. */
        MISSING_IMAGE,
        /** An image that was put out of the way. */
        QUARANTINED_IMAGE
    }

    /** Whether somebody should look at it. */
    public boolean disturbing() {
        return kind != Kind.QUARANTINED_IMAGE;
    }

    /** One clause for people. */
    public String text() {
        var called = name.isEmpty() ? id.toString() : name + " (" + id + ")";
        return switch (kind) {
            case ORPHAN_VM -> "vm " + called + " on host " + placeName + " is ours and in no row";
            case EXTERNAL_VM -> "vm " + called + " on host " + placeName + " is another owner's";
            case GHOST_VM -> "the disk of " + called + " is not in storage domain " + placeName;
            case ORPHAN_IMAGE -> "image " + id + " in storage domain " + placeName + " is in no row";
            case MISSING_IMAGE -> "image " + id + " of " + name + " is not in storage domain " + placeName;
            case QUARANTINED_IMAGE -> "image " + id + " in storage domain " + placeName + " is quarantined";
        };
    }
}
