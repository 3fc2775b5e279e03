package io.oriel.host.sim;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.guard.CommandCheck;
import io.oriel.host.guard.ImageCheck;
import io.oriel.host.guard.Qcow2Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Storage domains and images that are only names, kept in a file if there is one: the control plane's database outlives
 * the agent and expects to find its images again. Several hosts may share them; then a running VM's disks are locked
 * against the others, as a real host's are. Safe for use by many threads.
 */
final class SimulatedDisks {
    private static final Outcome DONE = new Outcome.Done();
    private static final String STORAGE = "storage";

    private final Map<String, UUID> storages = new HashMap<>();

    /** With the image each stands on, if any. */
    private final Map<DiskRef, Optional<DiskRef>> disks = new HashMap<>();

    private final Map<DiskRef, Holder> locks = new HashMap<>();
    private final Optional<Path> file;

    /** Who runs on a disk. */
    record Holder(String host, VmId vm) {}

    /**
     * What the file names, or nothing while it does not exist.
     *
     * @throws UncheckedIOException when the file cannot be read, here, or cannot be written, in every method below
     * @throws IllegalArgumentException when the file is not one of these
     */
    SimulatedDisks(Optional<Path> file) {
        this.file = file;
        file.filter(Files::exists).ifPresent(this::read);
    }

    private void read(Path from) {
        try {
            for (var line : Files.readAllLines(from)) {
                var words = line.split(" ", 3);
                if (words.length != 3) {
                    throw new IllegalArgumentException("not a list of simulated images: " + from);
                }
                var storage = new StorageRef(UUID.fromString(words[1]), words[2]);
                storages.put(storage.path(), storage.id());
                if (!words[0].equals(STORAGE)) {
                    var names = words[0].split("/", 2);
                    disks.put(
                            new DiskRef(storage, UUID.fromString(names[0])),
                            names.length == 1
                                    ? Optional.empty()
                                    : Optional.of(new DiskRef(storage, UUID.fromString(names[1]))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + from, e);
        }
    }

    /** Whole and in one step, so that a killed agent leaves the old list or the new one. */
    private void write() {
        if (file.isEmpty()) {
            return;
        }
        var to = file.get();
        var lines = Stream.concat(
                        storages.entrySet().stream().map(s -> STORAGE + " " + s.getValue() + " " + s.getKey()),
                        disks.entrySet().stream().map(SimulatedDisks::line))
                .toList();
        try {
            var beside = to.resolveSibling(to.getFileName() + ".new");
            Files.write(beside, lines);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + to, e);
        }
    }

    private static String line(Map.Entry<DiskRef, Optional<DiskRef>> entry) {
        var disk = entry.getKey();
        var base = entry.getValue()
                .filter(b -> b.storage().equals(disk.storage()))
                .map(b -> "/" + b.disk())
                .orElse("");
        return disk.disk() + base + " " + disk.storage().id() + " "
                + disk.storage().path();
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
                    disks.put(command.disk(), command.base());
                    write();
                    return DONE;
                });
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
                link = disks.getOrDefault(link.get(), Optional.empty());
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
            if (Qcow2Header.check(image) instanceof ImageCheck.Rejected(var reason)) {
                return new Outcome.Refused(Reason.BAD_IMAGE, "the image cannot be used: " + reason);
            }
        } catch (IOException _) {
            return new Outcome.Failed("the image cannot be read");
        }
        synchronized (this) {
            return objection(disk.storage()).orElseGet(() -> {
                disks.put(disk, Optional.empty());
                write();
                return DONE;
            });
        }
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
