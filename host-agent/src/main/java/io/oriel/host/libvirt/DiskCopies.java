package io.oriel.host.libvirt;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CopyDisk;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.guard.Qcow2Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Copies of images that stand alone. A copy is made under a hidden name that is this host's own, on storage that others
 * share: what an agent that was killed left half-made there is thrown away by the next try, with the qemu-img that may
 * still be writing it.
 */
final class DiskCopies {
    private static final int LONGEST_CHAIN = 64;

    private final QemuImg qemuImg;
    private final Audience audience;
    private final UUID host;
    private final Set<Path> underWay = ConcurrentHashMap.newKeySet();

    /** @param host the same after every start, and no other host's */
    DiskCopies(QemuImg qemuImg, Audience audience, UUID host) {
        this.qemuImg = qemuImg;
        this.audience = audience;
        this.host = host;
    }

    /** The name under which this host makes an image. */
    Path temporary(DiskRef disk) {
        var file = Storage.file(disk);
        return file.resolveSibling("." + file.getFileName() + "." + host + ".copy.tmp");
    }

    /** That the copy is there, or why there can be none; empty when it may be made. */
    static Optional<Outcome> before(CopyDisk command) {
        return Storage.objection(command.from().storage())
                .or(() -> Storage.objection(command.to().storage()))
                .or(() -> Files.exists(Storage.file(command.to()), LinkOption.NOFOLLOW_LINKS)
                        ? Optional.of(new Outcome.Done())
                        : Optional.empty())
                .or(() -> chain(command.from()));
    }

    /** qemu-img follows an image to those it stands on: each must be an image of a storage domain of ours. */
    private static Optional<Outcome> chain(DiskRef from) {
        var file = Storage.file(from);
        try {
            for (int i = 0; i < LONGEST_CHAIN; i++) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    return refused(
                            Reason.NOT_FOUND,
                            i == 0
                                    ? "the image to copy, " + from.disk() + ", is not here"
                                    : "an image that " + from.disk() + " stands on is not here");
                }
                var contents = Qcow2Header.contents(file);
                if (contents.isEmpty() || !Storage.isImage(file)) {
                    return refused(
                            Reason.BAD_IMAGE,
                            "the image " + from.disk() + " is, or stands on, a file that is no image of a storage"
                                    + " domain");
                }
                var base = contents.get().base();
                if (base.isEmpty()) {
                    return Optional.empty();
                }
                file = file.resolveSibling(base.get()).normalize();
            }
            return refused(Reason.BAD_IMAGE, "the image " + from.disk() + " stands on too many others");
        } catch (IOException e) {
            return Optional.of(new Outcome.Failed("the image " + from.disk() + " cannot be read: " + e.getMessage()));
        }
    }

    private static Optional<Outcome> refused(Reason reason, String message) {
        return Optional.of(new Outcome.Refused(reason, message));
    }

    /** Copies; {@link #before} was asked, and that no VM runs on {@code from} here. */
    Outcome copy(CopyDisk command) {
        var file = Storage.file(command.to());
        if (!underWay.add(file)) {
            return new Outcome.Refused(Reason.BUSY, "the image " + command.to().disk() + " is being made already");
        }
        var temporary = temporary(command.to());
        try {
            clear(temporary);
            var outcome = Storage.place(
                    file,
                    temporary,
                    to -> qemuImg.flatten(Storage.file(command.from()), to, percent -> tell(command, percent)));
            return outcome instanceof Outcome.Failed(var message) && message.contains("lock")
                    ? new Outcome.Refused(
                            Reason.BUSY,
                            "the image " + command.from().disk()
                                    + " is being written by a VM on another host; shut it down first")
                    : outcome;
        } catch (IOException e) {
            return new Outcome.Failed("what is left of an earlier copy cannot be removed: " + e.getMessage());
        } finally {
            underWay.remove(file);
        }
    }

    private void tell(CopyDisk command, int percent) {
        audience.progress(
                command.id(), percent, "copying image " + command.from().disk());
    }

    private static void clear(Path temporary) throws IOException {
        if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
            ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .arguments()
                            .map(List::of)
                            .filter(arguments -> arguments.contains(temporary.toString()))
                            .isPresent())
                    .forEach(ProcessHandle::destroyForcibly);
            Files.deleteIfExists(temporary);
        }
    }
}
