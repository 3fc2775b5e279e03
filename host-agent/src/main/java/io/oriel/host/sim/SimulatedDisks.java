package io.oriel.host.sim;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CopyDisk;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmId;
import io.oriel.host.guard.CommandCheck;
import io.oriel.host.guard.ImageCheck;
import io.oriel.host.guard.Qcow2Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Storage domains and images that are only names, kept in a file if there is one: the control plane's database outlives
 * the agent and expects to find its images again. Several hosts may share them; then a running VM's disks are locked
 * against the others, as a real host's are. Safe for use by many threads.
 */
final class SimulatedDisks {
    private static final Outcome DONE = new Outcome.Done();
    private static final long THIN = 1 << 20;
    private static final long ROOM = 1L << 42;

    private final Map<String, UUID> storages = new HashMap<>();

    private final Map<DiskRef, Image> disks = new HashMap<>();
    private final Map<DiskRef, Image> quarantined = new HashMap<>();
    private final Map<DiskRef, Holder> locks = new HashMap<>();
    private final ImageList list;

    /**
     * What there is of an image.
     *
     * @param base what it stands on
     * @param bytes what its guest sees
     */
    record Image(Optional<DiskRef> base, long bytes) {
        /** A thin clone takes little, another one all it has. */
        long allocated() {
            return base.isPresent() ? Math.min(bytes, THIN) : bytes;
        }
    }

    /** Who runs on a disk. */
    record Holder(String host, VmId vm) {}

    /**
     * What the file names, or nothing while it does not exist.
     *
     * @throws UncheckedIOException when the file cannot be read, here, or cannot be written, in every method below
     * @throws IllegalArgumentException when the file is not one of these
     */
    SimulatedDisks(Optional<Path> file) {
        this.list = new ImageList(file);
        list.read(storages, disks, quarantined);
    }

    private void write() {
        list.write(storages, disks, quarantined);
    }

    synchronized Outcome prepare(StorageRef storage) {
        return CommandCheck.objection(storage).orElseGet(() -> {
            var there = storages.get(storage.path());
            if (there == null) {
                storages.put(storage.path(), storage.id());
                write();
            }
            return there == null || there.equals(storage.id())
                    ? DONE
                    : new Outcome.Refused(Reason.NOT_OURS, storage.path() + " already is another storage domain");
        });
    }

    synchronized boolean has(DiskRef disk) {
        return disks.containsKey(disk);
    }

    synchronized Outcome create(CreateDisk command) {
        return objection(command.disk().storage())
                .or(() -> disks.containsKey(command.disk()) ? Optional.of(DONE) : Optional.empty())
                .or(() -> objection(command))
                .orElseGet(() -> {
                    long least =
                            command.base().map(disks::get).map(Image::bytes).orElse(0L);
                    disks.put(command.disk(), new Image(command.base(), Math.max(least, command.sizeBytes())));
                    write();
                    return DONE;
                });
    }

    /** Why an image cannot be copied now, or that it has been. */
    synchronized Optional<Outcome> beforeCopy(CopyDisk command) {
        return objection(command.from().storage())
                .or(() -> objection(command.to().storage()))
                .or(() -> disks.containsKey(command.to()) ? Optional.of(DONE) : Optional.empty())
                .or(() -> disks.containsKey(command.from())
                        ? Optional.empty()
                        : refused(
                                Reason.NOT_FOUND,
                                "the image to copy, " + command.from().disk() + ", is not here"))
                .or(() -> locks.containsKey(command.from())
                        ? refused(
                                Reason.BUSY,
                                "the image " + command.from().disk()
                                        + " is being written by a running VM; shut it down first")
                        : Optional.empty());
    }

    synchronized Outcome copy(CopyDisk command) {
        return beforeCopy(command).orElseGet(() -> {
            var from = disks.getOrDefault(command.from(), new Image(Optional.empty(), 0));
            disks.put(command.to(), new Image(Optional.empty(), from.bytes()));
            write();
            return DONE;
        });
    }

    synchronized Outcome quarantine(DiskRef disk) {
        return objection(disk.storage())
                .or(() -> disks.containsKey(disk) ? Optional.empty() : Optional.of(DONE))
                .or(() -> inUse(disk)
                        ? refused(Reason.BUSY, "the image " + disk.disk() + " is in use by a running VM")
                        : Optional.empty())
                .or(() -> disks.values().stream().anyMatch(image -> image.base().equals(Optional.of(disk)))
                        ? refused(Reason.BUSY, "other images stand on the image " + disk.disk())
                        : Optional.empty())
                .or(() -> quarantined.containsKey(disk)
                        ? refused(
                                Reason.BUSY,
                                "there is an image " + disk.disk() + " in quarantine already; remove that one first")
                        : Optional.empty())
                .orElseGet(() -> {
                    quarantined.put(disk, disks.get(disk));
                    disks.remove(disk);
                    write();
                    return DONE;
                });
    }

    synchronized StorageReport report(StorageRef storage) {
        if (objection(storage).orElse(DONE) instanceof Outcome.Refused(var _, var message)) {
            throw new AgentException(message);
        }
        var images = stored(disks, storage);
        long used = images.stream().mapToLong(StoredImage::allocatedBytes).sum();
        return new StorageReport(ROOM, Math.max(0, ROOM - used), images, stored(quarantined, storage));
    }

    private static List<StoredImage> stored(Map<DiskRef, Image> all, StorageRef storage) {
        return all.entrySet().stream()
                .filter(e -> e.getKey().storage().equals(storage))
                .map(e -> new StoredImage(
                        e.getKey().disk(),
                        e.getValue().allocated(),
                        e.getValue().bytes(),
                        e.getValue().base().map(DiskRef::disk)))
                .sorted(Comparator.comparing(StoredImage::disk))
                .toList();
    }

    private Optional<Outcome> objection(CreateDisk command) {
        var base = command.base();
        if (base.isPresent()) {
            return disks.containsKey(base.get())
                    ? Optional.empty()
                    : refused(
                            Reason.NOT_FOUND,
                            "the image to clone, " + base.get().disk() + ", is not here");
        }
        return command.sizeBytes() > 0 && command.sizeBytes() <= Qcow2Header.MAX_VIRTUAL_SIZE
                ? Optional.empty()
                : refused(Reason.INVALID, "an empty image has 1 byte to 64 TiB");
    }

    /**
     * Locks disks for a VM, all or none.
     *
     * @return what stands against it
     */
    synchronized Optional<Outcome> lock(Holder holder, List<DiskRef> wanted) {
        for (var disk : wanted) {
            var refusal = objection(disk.storage());
            if (refusal.isPresent()) {
                return refusal;
            }
            if (!disks.containsKey(disk)) {
                return refused(Reason.NOT_FOUND, "the image " + disk.disk() + " is not here");
            }
            var there = locks.get(disk);
            if (there != null && !there.equals(holder)) {
                return refused(
                        Reason.BUSY,
                        "the image " + disk.disk() + " is in use by the VM " + there.vm() + " on " + there.host());
            }
        }
        wanted.forEach(disk -> locks.put(disk, holder));
        return Optional.empty();
    }

    /** Takes over the locks of a VM that comes from another host. */
    synchronized void take(Holder next) {
        locks.replaceAll((_, holder) -> holder.vm().equals(next.vm()) ? next : holder);
    }

    synchronized void unlock(Holder holder) {
        locks.values().removeIf(holder::equals);
    }

    synchronized void unlock(Holder holder, DiskRef disk) {
        locks.remove(disk, holder);
    }

    private boolean inUse(DiskRef disk) {
        return locks.keySet().stream().anyMatch(locked -> {
            var link = Optional.of(locked);
            while (link.isPresent() && !link.get().equals(disk)) {
                link = Optional.ofNullable(disks.get(link.get())).flatMap(Image::base);
            }
            return link.isPresent();
        });
    }

    synchronized Outcome delete(DiskRef disk) {
        return objection(disk.storage())
                .or(() -> inUse(disk)
                        ? refused(Reason.BUSY, "the image " + disk.disk() + " is in use by a running VM")
                        : Optional.empty())
                .orElseGet(() -> {
                    disks.remove(disk);
                    write();
                    return DONE;
                });
    }

    Outcome store(DiskRef disk, Path image) {
        try {
            return switch (Qcow2Header.check(image)) {
                case ImageCheck.Rejected(var reason) ->
                    new Outcome.Refused(Reason.BAD_IMAGE, "the image cannot be used: " + reason);
                case ImageCheck.Plain(var _, long size) -> put(disk, size);
            };
        } catch (IOException _) {
            return new Outcome.Failed("the image cannot be read");
        }
    }

    private synchronized Outcome put(DiskRef disk, long size) {
        return objection(disk.storage()).orElseGet(() -> {
            disks.putIfAbsent(disk, new Image(Optional.empty(), size));
            write();
            return DONE;
        });
    }

    private Optional<Outcome> objection(StorageRef storage) {
        var there = storages.get(storage.path());
        if (there == null) {
            return refused(Reason.NOT_FOUND, "no storage domain in " + storage.path() + " on this host");
        }
        return there.equals(storage.id())
                ? Optional.empty()
                : refused(Reason.NOT_OURS, storage.path() + " is another storage domain");
    }

    private static Optional<Outcome> refused(Reason reason, String message) {
        return Optional.of(new Outcome.Refused(reason, message));
    }
}
