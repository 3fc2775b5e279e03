package io.oriel.host.libvirt;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.guard.CommandCheck;
import io.oriel.host.guard.ImageCheck;
import io.oriel.host.guard.Qcow2Header;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Storage domains that are directories, and the images in them.
 *
 * <p>An image appears whole or not at all, and once: it is made under a temporary name beside its place, forced to disk,
 * and linked to its name, which fails where another host has made it meanwhile. Names come from UUIDs only, so no name
 * can lead out of the directory.
 */
final class Storage {
    private static final String MARKER = "oriel-domain";
    static final String IMAGES = "images";
    private static final String CDS = "iso";
    private static final long MAX_SIZE = Qcow2Header.MAX_VIRTUAL_SIZE;

    private final QemuImg qemuImg;

    Storage(QemuImg qemuImg) {
        this.qemuImg = qemuImg;
    }

    /** Where an image lies. Only meaningful once {@link #objection} is empty. */
    static Path file(DiskRef disk) {
        return Path.of(disk.storage().path()).resolve(IMAGES).resolve(disk.disk() + ".qcow2");
    }

    /** Where a CD image lies. Only meaningful once its name was checked and {@link #objection} is empty. */
    static Path file(IsoRef cdrom) {
        return Path.of(cdrom.storage().path()).resolve(CDS).resolve(cdrom.name());
    }

    /** Why a storage domain cannot be used here. */
    static Optional<Outcome> objection(StorageRef storage) {
        return CommandCheck.objection(storage).or(() -> {
            try {
                var marker = Path.of(storage.path()).resolve(MARKER);
                if (!Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
                    return refused(Reason.NOT_FOUND, "no storage domain in " + storage.path() + " on this host");
                }
                return marks(marker, storage.id())
                        ? Optional.empty()
                        : refused(Reason.NOT_OURS, storage.path() + " is another storage domain");
            } catch (IOException e) {
                return refused(Reason.NOT_FOUND, "the storage domain in " + storage.path() + " cannot be read");
            }
        });
    }

    /** Looks whether a directory is this storage domain, and can be written. */
    Outcome look(StorageRef storage) {
        return objection(storage).orElseGet(() -> {
            try {
                Files.delete(Files.createTempFile(Path.of(storage.path()).resolve(IMAGES), "look", ""));
                return new Outcome.Done();
            } catch (IOException e) {
                return new Outcome.Failed(
                        "the storage domain in " + storage.path() + " cannot be written: " + e.getMessage());
            }
        });
    }

    /** Makes a directory a storage domain. */
    Outcome prepare(StorageRef storage) {
        var objection = CommandCheck.objection(storage);
        if (objection.isPresent()) {
            return objection.get();
        }
        var root = Path.of(storage.path());
        try {
            directory(root.resolve(IMAGES));
            var marker = root.resolve(MARKER);
            try {
                Files.writeString(marker, storage.id() + "\n", StandardOpenOption.CREATE_NEW);
                force(marker);
                force(root);
            } catch (FileAlreadyExistsException _) {
                // marked before; by whom is looked at below
            }
            return marks(marker, storage.id())
                    ? new Outcome.Done()
                    : new Outcome.Refused(Reason.NOT_OURS, root + " already is another storage domain");
        } catch (IOException e) {
            return new Outcome.Failed("the storage domain in " + root + " cannot be made: " + e.getMessage());
        }
    }

    /** Makes a directory through which qemu's user passes to files it knows the names of. */
    static void directory(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Whether a file lies where the images of a storage domain, any one, lie. */
    static boolean isImage(Path file) {
        var directory = file.toAbsolutePath().getParent();
        return directory != null
                && directory.endsWith(IMAGES)
                && file.toString().endsWith(".qcow2")
                && Files.isRegularFile(directory.resolveSibling(MARKER), LinkOption.NOFOLLOW_LINKS);
    }

    /** The storage domain this file lies in, two levels down; empty when it lies in none. */
    static Optional<StorageRef> holding(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent())
                .flatMap(directory -> Optional.ofNullable(directory.getParent()))
                .flatMap(root -> {
                    try {
                        var id = UUID.fromString(
                                Files.readString(root.resolve(MARKER)).strip());
                        return Optional.of(new StorageRef(id, root.toString()));
                    } catch (IOException | IllegalArgumentException _) {
                        return Optional.empty();
                    }
                });
    }

    private static boolean marks(Path marker, UUID id) throws IOException {
        try (var in = Files.newInputStream(marker)) {
            return new String(in.readNBytes(64), StandardCharsets.UTF_8).strip().equals(id.toString());
        }
    }

    /** Makes an image: a thin clone, or empty. */
    Outcome create(EstateCommand.CreateDisk command) {
        var disk = command.disk();
        var objection = objection(disk.storage()).or(() -> command.base().flatMap(base -> objection(base.storage())));
        if (objection.isPresent()) {
            return objection.get();
        }
        var file = file(disk);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Outcome.Done();
        }
        var arguments = new ArrayList<>(List.of("-q", "-f", "qcow2"));
        if (command.base().isPresent()) {
            var base = command.base().get();
            if (!Files.isRegularFile(file(base), LinkOption.NOFOLLOW_LINKS)) {
                return new Outcome.Refused(Reason.NOT_FOUND, "the image to clone, " + base.disk() + ", is not here");
            }
            // relative within a domain, which hosts may mount at different places
            boolean together = base.storage().equals(disk.storage());
            arguments.addAll(List.of("-F", "qcow2", "-b"));
            arguments.add(
                    together ? file(base).getFileName().toString() : file(base).toString());
        } else if (command.sizeBytes() <= 0 || command.sizeBytes() > MAX_SIZE) {
            return new Outcome.Refused(Reason.INVALID, "an empty image has 1 byte to 64 TiB");
        }
        boolean sized = command.base().isEmpty()
                || isLarger(command.sizeBytes(), file(command.base().get()));
        return place(file, temporary -> {
            var all = new ArrayList<>(arguments);
            all.add(temporary.toString());
            if (sized) {
                all.add(Long.toString(command.sizeBytes()));
            }
            return qemuImg.create(all);
        });
    }

    private static boolean isLarger(long bytes, Path base) {
        try {
            return Qcow2Header.contents(base)
                    .filter(contents -> contents.virtualSize() < bytes)
                    .isPresent();
        } catch (IOException _) {
            return false; // qemu-img will say that it cannot be read
        }
    }

    /** Removes an image; {@code inUse} was asked before. */
    Outcome delete(DiskRef disk) {
        var objection = objection(disk.storage());
        if (objection.isPresent()) {
            return objection.get();
        }
        var file = file(disk);
        try {
            if (Files.deleteIfExists(file)) {
                force(parent(file));
            }
            DiskLocks.forget(disk);
            return new Outcome.Done();
        } catch (IOException e) {
            return new Outcome.Failed("the image " + disk.disk() + " cannot be removed: " + e.getMessage());
        }
    }

    /** Takes a file as an image, if its header says that it stands alone (A18). */
    Outcome store(DiskRef disk, Path image) {
        var objection = objection(disk.storage());
        if (objection.isPresent()) {
            return objection.get();
        }
        var file = file(disk);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Outcome.Done();
        }
        try {
            if (Qcow2Header.check(image) instanceof ImageCheck.Rejected(var reason)) {
                return new Outcome.Refused(Reason.BAD_IMAGE, "the image cannot be used: " + reason);
            }
        } catch (IOException _) {
            return new Outcome.Failed("the image cannot be read");
        }
        return place(file, temporary -> {
            Files.copy(image, temporary, StandardCopyOption.REPLACE_EXISTING);
            // judged again where nobody else writes: the first look only spares copying a bad one
            return Qcow2Header.check(temporary) instanceof ImageCheck.Rejected(var reason)
                    ? Optional.of(reason)
                    : Optional.empty();
        });
    }

    /** Fills a temporary file; answers what went wrong. */
    @FunctionalInterface
    interface Filling {
        Optional<String> fill(Path temporary) throws IOException, InterruptedException;
    }

    private static Outcome place(Path file, Filling filling) {
        return place(file, file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp"), filling);
    }

    /** Fills {@code temporary} and gives it the name {@code file}, or leaves nothing of it. */
    static Outcome place(Path file, Path temporary, Filling filling) {
        try {
            var problem = filling.fill(temporary);
            if (problem.isPresent()) {
                return new Outcome.Failed("the image cannot be made: " + problem.get());
            }
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
            force(temporary);
            try {
                // A link never replaces what another host made meanwhile, and a VM may already run on.
                Files.createLink(file, temporary);
                force(parent(file));
            } catch (FileAlreadyExistsException _) {
                // as it was to be
            }
            return new Outcome.Done();
        } catch (IOException e) {
            return new Outcome.Failed("the image cannot be made: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("the image was not made: interrupted");
        } finally {
            discard(temporary);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // a name nobody looks for; the next clean-up of the directory takes it
        }
    }

    private static Path parent(Path file) {
        return file.resolveSibling("").toAbsolutePath();
    }

    static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Optional<Outcome> refused(Reason reason, String message) {
        return Optional.of(new Outcome.Refused(reason, message));
    }
}
