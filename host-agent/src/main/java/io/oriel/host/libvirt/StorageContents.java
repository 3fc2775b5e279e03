package io.oriel.host.libvirt;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.StoredImage;
import io.oriel.host.guard.Qcow2Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What lies in a storage domain, and the directory beside its images where those go that nobody knows. */
final class StorageContents {
    private static final String QUARANTINE = "quarantine";
    private static final Pattern IMAGE = Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.qcow2");
    private static final int BLOCK = 512;

    private StorageContents() {}

    /**
     * Everything, now.
     *
     * @throws IOException when the directory cannot be read
     */
    static StorageReport report(StorageRef storage) throws IOException {
        var root = Path.of(storage.path());
        var store = Files.getFileStore(root);
        return new StorageReport(
                store.getTotalSpace(),
                store.getUsableSpace(),
                images(root.resolve(Storage.IMAGES)),
                images(root.resolve(QUARANTINE)));
    }

    private static List<StoredImage> images(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        var allocated = allocated(directory);
        try (var files = Files.list(directory)) {
            return files.flatMap(file -> image(file, allocated).stream())
                    .sorted(Comparator.comparing(StoredImage::disk))
                    .toList();
        }
    }

    private static Optional<StoredImage> image(Path file, Map<String, Long> allocated) {
        var name = file.getFileName().toString();
        return id(name).filter(_ -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .flatMap(disk -> {
                    try {
                        var contents = Qcow2Header.contents(file);
                        return Optional.of(new StoredImage(
                                disk,
                                allocated.containsKey(name) ? allocated.get(name) : Files.size(file),
                                contents.map(Qcow2Header.Contents::virtualSize).orElse(0L),
                                contents.flatMap(Qcow2Header.Contents::base).flatMap(StorageContents::last)));
                    } catch (IOException _) {
                        return Optional.empty(); // it has gone since it was listed, or it is no file we may read
                    }
                });
    }

    /** The id in an image's file name; empty when it is not one of ours. */
    static Optional<UUID> id(String name) {
        var found = IMAGE.matcher(name);
        return found.matches() ? Optional.of(UUID.fromString(found.group(1))) : Optional.empty();
    }

    private static Optional<UUID> last(String path) {
        return id(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Bytes on disk by file name, which Java cannot ask for; empty where find cannot tell them. */
    private static Map<String, Long> allocated(Path directory) throws IOException {
        var process = new ProcessBuilder(
                        "find", directory.toString(), "-maxdepth", "1", "-name", "*.qcow2", "-printf", "%b %f\\n")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var bytes = new HashMap<String, Long>();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines()
                    .map(line -> line.split(" ", 2))
                    .filter(words -> words.length == 2 && words[0].matches("\\d{1,15}"))
                    .forEach(words -> bytes.put(words[1], BLOCK * Long.parseLong(words[0])));
        }
        return bytes;
    }

    /** Puts an image, with the notes of its snapshots, out of the way; that nobody uses it was asked before. */
    static Outcome quarantine(DiskRef disk) {
        var file = Storage.file(disk);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Outcome.Done();
        }
        var directory = Path.of(disk.storage().path()).resolve(QUARANTINE);
        var target = directory.resolve(file.getFileName());
        try {
            var above = standingOn(disk);
            if (above.isPresent()) {
                return new Outcome.Refused(
                        Reason.BUSY,
                        "the image " + above.get() + " stands on the image " + disk.disk() + ", which has to stay");
            }
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return new Outcome.Refused(
                        Reason.BUSY,
                        "there is an image " + disk.disk() + " in quarantine already; remove " + target + " first");
            }
            Storage.directory(directory);
            for (var note : notes(file)) {
                Files.move(note, directory.resolve(note.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            Storage.force(directory);
            Storage.force(file.resolveSibling("").toAbsolutePath());
            DiskLocks.forget(disk);
            return new Outcome.Done();
        } catch (IOException e) {
            return new Outcome.Failed("the image " + disk.disk() + " cannot be put into quarantine: " + e.getMessage());
        }
    }

    private static Optional<UUID> standingOn(DiskRef disk) throws IOException {
        return images(Storage.file(disk).resolveSibling("")).stream()
                .filter(image -> image.base().equals(Optional.of(disk.disk())))
                .map(StoredImage::disk)
                .findFirst();
    }

    private static List<Path> notes(Path file) throws IOException {
        try (Stream<Path> beside = Files.list(file.resolveSibling(""))) {
            return beside.filter(path -> path.getFileName().toString().startsWith(file.getFileName() + ".")
                            && path.getFileName().toString().endsWith(".snapshot"))
                    .toList();
        }
    }
}
