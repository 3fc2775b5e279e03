package io.oriel.pool.estate;

import java.time.Duration;
import java.util.List;

/** What a job is for: its steps, in order, and how long it may take in all. */
public enum JobKind {
    VM_CREATE(About.VM, Duration.ofHours(6), "make its disks"),
    VM_START(About.VM, Duration.ofMinutes(30), "make its disks", "find a host", "start it", "boot its guest"),
    VM_SHUTDOWN(About.VM, Duration.ofMinutes(15), "power it off"),
    VM_REBOOT(About.VM, Duration.ofMinutes(15), "restart its guest"),
    VM_SUSPEND(About.VM, Duration.ofHours(1), "write its memory to disk"),
    VM_MIGRATE(About.VM, Duration.ofHours(3), "move it"),
    VM_SNAPSHOT(About.VM, Duration.ofHours(2), "take the snapshot"),
    VM_REVERT(About.VM, Duration.ofHours(2), "go back to the snapshot"),
    VM_SNAPSHOT_DELETE(About.VM, Duration.ofHours(2), "delete the snapshot"),
    VM_DELETE(About.VM, Duration.ofHours(1), "power it off", "delete it"),
    VM_ADOPT(About.VM, Duration.ofMinutes(10), "take it over"),
    TEMPLATE_IMPORT(About.TEMPLATE, Duration.ofHours(6), "copy the image"),
    TEMPLATE_FROM_VM(About.TEMPLATE, Duration.ofHours(6), "copy its disks"),
    TEMPLATE_DELETE(About.TEMPLATE, Duration.ofHours(1), "delete the image"),
    POOL_CREATE(About.POOL, Duration.ofHours(6), "make the disks", "start the reserve"),
    POOL_ROLL_OUT(About.POOL, Duration.ofHours(12), "renew the free vms"),
    POOL_DELETE(About.POOL, Duration.ofHours(2), "delete its vms"),
    HOST_MAINTENANCE(About.HOST, Duration.ofHours(6), "empty it"),
    IMAGE_QUARANTINE(About.IMAGE, Duration.ofMinutes(10), "move the image");

    /** What kind of thing a job is about. */
    public enum About {
        VM,
        POOL,
        TEMPLATE,
        HOST,
        IMAGE
    }

    private final About about;
    private final Duration longest;
    private final List<String> steps;

    JobKind(About about, Duration longest, String... steps) {
        this.about = about;
        this.longest = longest;
        this.steps = List.of(steps);
    }

    /** What its subject is. */
    public About about() {
        return about;
    }

    /** After this it is timed out. */
    public Duration longest() {
        return longest;
    }

    /** Its steps, in order, for people. */
    public List<String> steps() {
        return steps;
    }
}
