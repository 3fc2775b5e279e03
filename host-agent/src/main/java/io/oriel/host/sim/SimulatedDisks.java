package io.oriel.host.sim;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.guard.CommandCheck;
import io.oriel.host.guard.ImageCheck;
import io.oriel.host.guard.Qcow2Header;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Storage domains and images that are only names. Safe for use by many threads. */
final class SimulatedDisks {
    private static final Outcome DONE = new Outcome.Done();

    private final Map<String, UUID> storages = new HashMap<>();
    private final Set<DiskRef> disks = new HashSet<>();

    synchronized Outcome prepare(StorageRef storage) {
        return CommandCheck.objection(storage)
                .orElseGet(() -> storages.computeIfAbsent(storage.path(), _ -> storage.id())
                                .equals(storage.id())
                        ? DONE
                        : new Outcome.Refused(Reason.NOT_OURS, storage.path() + " already is another storage domain"));
    }

    synchronized boolean has(DiskRef disk) {
        return disks.contains(disk);
    }

    synchronized Outcome create(CreateDisk command) {
        return objection(command.disk().storage())
                .or(() -> disks.contains(command.disk()) ? Optional.of(DONE) : Optional.empty())
                .or(() -> objection(command))
                .orElseGet(() -> {
                    disks.add(command.disk());
                    return DONE;
                });
    }

    private Optional<Outcome> objection(CreateDisk command) {
        var base = command.base();
        if (base.isPresent()) {
            return disks.contains(base.get())
                    ? Optional.empty()
                    : refused(
                            Reason.NOT_FOUND,
                            "the image to clone, " + base.get().disk() + ", is not here");
        }
        return command.sizeBytes() > 0 && command.sizeBytes() <= Qcow2Header.MAX_VIRTUAL_SIZE
                ? Optional.empty()
                : refused(Reason.INVALID, "an empty image has 1 byte to 64 TiB");
    }

    synchronized Outcome delete(DiskRef disk, boolean inUse) {
        return objection(disk.storage())
                .or(() -> inUse
                        ? refused(Reason.BUSY, "the image " + disk.disk() + " is in use by a running VM")
                        : Optional.empty())
                .orElseGet(() -> {
                    disks.remove(disk);
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
                disks.add(disk);
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
