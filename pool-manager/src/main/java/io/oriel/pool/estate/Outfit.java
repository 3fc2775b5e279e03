package io.oriel.pool.estate;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a VM has and is told beside its first disk.
 *
 * @param nics in the order in which the guest sees them
 * @param disks in the order in which the guest sees them, after the first disk
 * @param snapshots oldest first
 * @param once how its next start differs, or how the one differed with which it runs
 * @param runsWith what it was last started with; see {@link NextRun}
 * @param keepsDisks whether its disks stay when it is deleted
 */
public record Outfit(
        Starting starting,
        Care care,
        List<Nic> nics,
        List<DataDisk> disks,
        List<Snapshot> snapshots,
        Optional<RunOnce> once,
        List<String> runsWith,
        boolean keepsDisks) {
    public Outfit {
        nics = List.copyOf(nics);
        disks = List.copyOf(disks);
        snapshots = List.copyOf(snapshots);
        runsWith = List.copyOf(runsWith);
    }

    /** A VM with these cards and nothing else. */
    public static Outfit of(Starting starting, Care care, List<Nic> nics, List<DataDisk> disks) {
        return new Outfit(starting, care, nics, disks, List.of(), Optional.empty(), List.of(), false);
    }

    /** A VM of a pool, with one card. */
    public static Outfit pooled(Nic nic) {
        return of(Starting.FROM_DISK, Care.POOLED, List.of(nic), List.of());
    }

    /** How it begins next. */
    public Starting next() {
        return once.map(it -> new Starting(it.boot(), it.cdrom().or(starting::cdrom), starting.cloudInit()))
                .orElse(starting);
    }

    /** The disks with which it starts. */
    public List<DataDisk> startingDisks() {
        return disks.stream()
                .filter(disk -> disk.made() && disk.fate().isEmpty())
                .toList();
    }

    /** The cards with which it starts. */
    public List<Nic> startingNics() {
        return nics.stream().filter(nic -> !nic.leaving()).toList();
    }

    public Optional<DataDisk> disk(DiskId id) {
        return disks.stream().filter(disk -> disk.id().equals(id)).findFirst();
    }

    public Optional<Nic> nic(NicId id) {
        return nics.stream().filter(nic -> nic.id().equals(id)).findFirst();
    }

    public Optional<Snapshot> snapshot(SnapshotId id) {
        return snapshots.stream().filter(snapshot -> snapshot.id().equals(id)).findFirst();
    }

    /** It is started: it has what it starts with. */
    Outfit launched(List<String> with) {
        return new Outfit(
                starting,
                care,
                nics.stream().map(nic -> nic.plugged(!nic.leaving())).toList(),
                disks.stream()
                        .map(disk -> disk.plugged(disk.made() && disk.fate().isEmpty()))
                        .toList(),
                snapshots,
                once,
                with,
                keepsDisks);
    }

    /**
     * It was started elsewhere by a command from some time ago. What was to leave meanwhile may have been started with, so
     * that it counts as plugged: unplugging what is not plugged does no harm.
     */
    Outfit takenOver(List<String> with) {
        return new Outfit(
                starting,
                care,
                nics.stream()
                        .map(nic -> nic.plugged(nic.plugged() || !nic.leaving()))
                        .toList(),
                disks.stream()
                        .map(disk -> disk.plugged(
                                disk.plugged() || disk.made() && disk.fate().isEmpty()))
                        .toList(),
                snapshots,
                once,
                with,
                keepsDisks);
    }

    /** It did not start: nothing is plugged. */
    Outfit unplugged() {
        var off = off();
        return new Outfit(starting, care, off.nics, off.disks, snapshots, once, runsWith, keepsDisks);
    }

    /** It is off: nothing is plugged, and the next start is one like any other. */
    Outfit off() {
        return new Outfit(
                starting,
                care,
                nics.stream().map(nic -> nic.plugged(false)).toList(),
                disks.stream().map(disk -> disk.plugged(false)).toList(),
                snapshots,
                Optional.empty(),
                runsWith,
                keepsDisks);
    }

    Outfit runsWith(List<String> next) {
        return new Outfit(starting, care, nics, disks, snapshots, once, next, keepsDisks);
    }

    /** With this disk changed. */
    public Outfit disk(DiskId id, UnaryOperator<DataDisk> change) {
        var next = disks.stream()
                .map(disk -> disk.id().equals(id) ? change.apply(disk) : disk)
                .toList();
        return new Outfit(starting, care, nics, next, snapshots, once, runsWith, keepsDisks);
    }

    Outfit without(DiskId id) {
        var next = disks.stream().filter(disk -> !disk.id().equals(id)).toList();
        return new Outfit(starting, care, nics, next, snapshots, once, runsWith, keepsDisks);
    }

    /** With this card changed. */
    public Outfit nic(NicId id, UnaryOperator<Nic> change) {
        var next = nics.stream()
                .map(nic -> nic.id().equals(id) ? change.apply(nic) : nic)
                .toList();
        return new Outfit(starting, care, next, disks, snapshots, once, runsWith, keepsDisks);
    }

    Outfit without(NicId id) {
        var next = nics.stream().filter(nic -> !nic.id().equals(id)).toList();
        return new Outfit(starting, care, next, disks, snapshots, once, runsWith, keepsDisks);
    }

    /** With this snapshot changed. */
    public Outfit snapshot(SnapshotId id, UnaryOperator<Snapshot> change) {
        var next = snapshots.stream()
                .map(snapshot -> snapshot.id().equals(id) ? change.apply(snapshot) : snapshot)
                .toList();
        return new Outfit(starting, care, nics, disks, next, once, runsWith, keepsDisks);
    }

    Outfit without(SnapshotId id) {
        var next =
                snapshots.stream().filter(snapshot -> !snapshot.id().equals(id)).toList();
        return new Outfit(starting, care, nics, disks, next, once, runsWith, keepsDisks);
    }
}
