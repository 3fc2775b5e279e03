package io.oriel.host.sim;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.StorageRef;
import io.oriel.host.sim.SimulatedDisks.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The file that names simulated storage domains and images. A line is {@code storage ID PATH} or
 * {@code DISK[/BASE][:BYTES[:quarantined]] ID PATH}, with id and path of the storage domain.
 *
 * @param file where it lies; empty: nowhere
 */
record ImageList(Optional<Path> file) {
    private static final String STORAGE = "storage";
    private static final String QUARANTINED = "quarantined";

    /**
     * Reads it, if it exists.
     *
     * @throws UncheckedIOException when the file cannot be read
     * @throws IllegalArgumentException when the file is not one of these
     */
    void read(Map<String, UUID> storages, Map<DiskRef, Image> disks, Map<DiskRef, Image> quarantined) {
        if (file.filter(Files::exists).isEmpty()) {
            return;
        }
        try {
            for (var line : Files.readAllLines(file.get())) {
                var words = line.split(" ", 3);
                if (words.length != 3) {
                    throw new IllegalArgumentException("not a list of simulated images: " + file.get());
                }
                var storage = new StorageRef(UUID.fromString(words[1]), words[2]);
                storages.put(storage.path(), storage.id());
                if (!words[0].equals(STORAGE)) {
                    read(words[0].split(":", 3), storage, disks, quarantined);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.get(), e);
        }
    }

    private static void read(
            String[] words, StorageRef storage, Map<DiskRef, Image> disks, Map<DiskRef, Image> quarantined) {
        var names = words[0].split("/", 2);
        var base = names.length == 1
                ? Optional.<DiskRef>empty()
                : Optional.of(new DiskRef(storage, UUID.fromString(names[1])));
        var image = new Image(base, words.length > 1 ? Long.parseLong(words[1]) : 0);
        var into = words.length > 2 && words[2].equals(QUARANTINED) ? quarantined : disks;
        into.put(new DiskRef(storage, UUID.fromString(names[0])), image);
    }

    /** Whole and in one step, so that a killed agent leaves the old list or the new one. */
    void write(Map<String, UUID> storages, Map<DiskRef, Image> disks, Map<DiskRef, Image> quarantined) {
        if (file.isEmpty()) {
            return;
        }
        var to = file.get();
        var lines = Stream.of(
                        storages.entrySet().stream().map(s -> STORAGE + " " + s.getValue() + " " + s.getKey()),
                        disks.entrySet().stream().map(e -> line(e, "")),
                        quarantined.entrySet().stream().map(e -> line(e, ":" + QUARANTINED)))
                .flatMap(each -> each)
                .toList();
        try {
            var beside = to.resolveSibling(to.getFileName() + ".new");
            Files.write(beside, lines);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + to, e);
        }
    }

    private static String line(Map.Entry<DiskRef, Image> entry, String mark) {
        var disk = entry.getKey();
        var base = entry.getValue()
                .base()
                .filter(b -> b.storage().equals(disk.storage()))
                .map(b -> "/" + b.disk())
                .orElse("");
        return disk.disk() + base + ":" + entry.getValue().bytes() + mark + " "
                + disk.storage().id() + " " + disk.storage().path();
    }
}
